-- Do the e-mail, instant messaging and other services of work exchange stand and are they managed in Kazakhstan (UR 128.5.2)?
-- Facts: the register of such services, those in use today. One abroad decides: not met, unless the authorised body allowed it or
-- it serves only to talk with persons abroad (128.5.3). Where it is not known where one stands: unknown. Without a service on
-- record there is no row, and the form decides.
WITH in_use AS (
  SELECT org_id, key, record_id,
         country = 'abroad' AND permission IS NULL AND NOT coalesce(foreign_only, false) AS abroad,
         country = 'unknown' AS unsaid
  FROM communication_services
  WHERE coalesce(started_on <= $today, true) AND (ended_on IS NULL OR ended_on > $today)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(abroad) THEN 'not_met' WHEN bool_or(unsaid) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(abroad) THEN 'reason-placed-abroad'
            WHEN bool_or(unsaid) THEN 'reason-place-unsaid'
            ELSE 'reason-placed-in-country' END AS reason_key,
       named_struct('places', count(*),
                    'abroad', count(*) FILTER (WHERE abroad OR unsaid),
                    'first', coalesce(min(CASE WHEN abroad THEN key END), min(CASE WHEN unsaid THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY abroad DESC, unsaid DESC, record_id), 1, 50) AS evidence
FROM in_use
GROUP BY org_id
