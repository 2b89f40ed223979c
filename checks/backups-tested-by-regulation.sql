-- Are backups tested as the regulations ask (UR 114.3)?
-- Facts: the journals of backups and of restores. Backups of which none was ever tested or restored on trial decide: not met.
-- Whether tests are as often as the regulations ask is for people to state: no row, and the form decides.
WITH judged AS (
  SELECT backups.object, backups.record_id, backups.made_at,
         coalesce(backups.tested_on <= $today, false) OR restored.object IS NOT NULL AS tested
  FROM backups
  LEFT JOIN (SELECT DISTINCT object FROM restores WHERE kind = 'test' AND started_at <= $now) AS restored
    ON restored.object = backups.object
  WHERE backups.made_at <= $now
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       'reason-backups-untested' AS reason_key,
       named_struct('backups', count(*)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY made_at DESC), 1, 50) AS evidence
FROM judged
GROUP BY object
HAVING NOT bool_or(tested)
