-- Are the encryption keys kept protected on a dedicated server of a sufficient security level (UR 114.2)?
-- Facts: the keys of stored data and the root keys that are not destroyed. One that is not kept so, or on a server
-- below the level that the rules set, decides: not met; all are and both levels are known: met. Unknown levels are for
-- people to state: no row, and the form decides.
WITH keys AS (
  SELECT org_id, object, record_id, key,
         NOT dedicated_server OR coalesce(server_level < required_level, false) AS wrong,
         server_level IS NULL OR required_level IS NULL AS unknown_level
  FROM encryption_keys
  WHERE kind IN ('storage', 'root') AND (destroyed_on IS NULL OR destroyed_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(wrong) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(wrong) THEN 'reason-keys-not-on-server' ELSE 'reason-keys-on-server' END AS reason_key,
       named_struct('keys', count(*),
                    'wrong', count(*) FILTER (WHERE wrong),
                    'first', coalesce(min(CASE WHEN wrong THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY wrong DESC, record_id), 1, 50) AS evidence
FROM keys
GROUP BY object
HAVING bool_or(wrong) OR NOT bool_or(unknown_level)
