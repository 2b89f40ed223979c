-- Is the server equipment of the complex inventoried with a check of its configuration (UR 107)?
-- Facts: the register of servers and storage: servers in use. One whose configuration was never checked decides: not
-- met. The decree says 'constantly' and sets no interval, so a check older than the window is unknown.
WITH judged AS (
  SELECT object, key, record_id,
         CASE WHEN configuration_checked_on <= $today THEN configuration_checked_on END AS checked_on
  FROM hardware
  WHERE kind = 'server' AND (withdrawn_on IS NULL OR withdrawn_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(checked_on IS NULL) THEN 'not_met'
            WHEN min(checked_on) < cast($today AS date) - cast($window AS interval) THEN 'unknown'
            ELSE 'met' END AS status,
       CASE WHEN bool_or(checked_on IS NULL) THEN 'reason-equipment-unchecked'
            WHEN min(checked_on) < cast($today AS date) - cast($window AS interval) THEN 'reason-equipment-check-old'
            ELSE 'reason-equipment-checked' END AS reason_key,
       named_struct('devices', count(*),
                    'lacking', count(*) FILTER (WHERE checked_on IS NULL),
                    'first', coalesce(min(CASE WHEN checked_on IS NULL THEN key END), '-'),
                    'oldest', coalesce(cast(min(checked_on) AS text), '-'),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY checked_on NULLS FIRST, record_id), 1, 50) AS evidence
FROM judged
GROUP BY object
