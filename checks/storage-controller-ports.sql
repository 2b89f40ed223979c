-- Has each controller of the storage as many storage network ports as it must have (UR 112.5)?
-- Facts: the register of servers and storage, equipment in use. A device that lacks it decides: not met. Where a device's
-- sheet does not say, there is no row, and the form decides.
WITH judged AS (
  SELECT object, key, record_id, ports_per_controller >= $ports AS fits
  FROM hardware
  WHERE kind = 'storage' AND (withdrawn_on IS NULL OR withdrawn_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(NOT fits) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(NOT fits) THEN 'reason-hardware-lacks' ELSE 'reason-hardware-fits' END AS reason_key,
       named_struct('devices', count(*),
                    'lacking', count(*) FILTER (WHERE NOT fits),
                    'first', coalesce(min(CASE WHEN NOT fits THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY fits, record_id), 1, 50) AS evidence
FROM judged
GROUP BY object
HAVING bool_or(NOT fits) OR count(fits) = count(*)
