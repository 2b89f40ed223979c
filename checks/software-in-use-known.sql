-- Is it known which software is in use (UR 79.0.1)?
-- Facts: the register of software. The Kazakh text sets no shortest interval, so an old inventory is no breach; but it
-- says nothing about today: older than the window, or without a day, it is unknown.
WITH listed AS (
  SELECT org_id, record_id, inventoried_on,
         installed IS NOT NULL AND coalesce(inventoried_on BETWEEN cast($today AS date) - cast($window AS interval) AND $today, false) AS recent
  FROM software
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_and(recent) THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN bool_and(recent) THEN 'reason-software-known' ELSE 'reason-software-old' END AS reason_key,
       named_struct('titles', count(*),
                    'old', count(*) FILTER (WHERE NOT recent),
                    'oldest', coalesce(cast(min(inventoried_on) AS text), '-'),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY recent, inventoried_on), 1, 50) AS evidence
FROM listed
GROUP BY org_id
