-- Do the e-mail, instant messaging and other services of work exchange stand and are they managed in Kazakhstan (UR 128.5.2)?
-- Facts: the register of places, those in force today. A place abroad decides: not met. Where nothing is on record there is
-- no row, and the form decides; whether a place is missing from the register is for people to see.
WITH current_places AS (
  SELECT org_id, object, key, record_id, country, country <> 'KZ' OR NOT coalesce(management_in_country, true) AS abroad
  FROM placements
  WHERE kind IN ('mail', 'messaging', 'other_service') AND placed_from <= $today AND (placed_until IS NULL OR placed_until > $today)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(abroad) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(abroad) THEN 'reason-placed-abroad' ELSE 'reason-placed-in-country' END AS reason_key,
       named_struct('places', count(*),
                    'abroad', count(*) FILTER (WHERE abroad),
                    'first', coalesce(min(CASE WHEN abroad THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY abroad DESC, record_id), 1, 50) AS evidence
FROM current_places
GROUP BY org_id
