-- Do the e-mail, instant messaging and other services of work exchange stand and are they managed in Kazakhstan (UR 128.5.2)?
-- Facts: the register of such services, those in use today; where one is an object of the organisation, the register of places
-- too. One abroad decides: not met, unless the authorised body allowed it or it serves only to talk with persons abroad (128.5.3).
-- Where it is not known where one stands: unknown. Without a service on record there is no row, and the form decides.
WITH places AS (
  SELECT org_id, object, max(record_id) AS record_id, bool_or(country <> 'KZ' OR NOT coalesce(management_in_country, true)) AS abroad
  FROM placements
  WHERE placed_from <= $today AND (placed_until IS NULL OR placed_until > $today)
  GROUP BY org_id, object
),
in_use AS (
  SELECT services.org_id, services.key, services.record_id, places.record_id AS place,
         (coalesce(services.country = 'abroad', false) OR coalesce(places.abroad, false))
           AND services.permission IS NULL AND NOT coalesce(services.foreign_only, false) AS abroad,
         coalesce(services.country, 'unknown') = 'unknown' AND places.record_id IS NULL AS unsaid
  FROM communication_services AS services
  LEFT JOIN places ON places.org_id = services.org_id AND places.object = services.object
  WHERE coalesce(services.started_on <= $today, true) AND (services.ended_on IS NULL OR services.ended_on > $today)
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
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY abroad DESC, unsaid DESC, record_id),
           array_agg(concat('record:', place)) FILTER (WHERE place IS NOT NULL)), 1, 50) AS evidence
FROM in_use
GROUP BY org_id
