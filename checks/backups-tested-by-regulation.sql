-- Are backups tested as the regulations ask (UR 114.3)?
-- Facts: the journal of backups. Backups of which none was ever tested decide: not met. Whether tests are as often as the
-- regulations ask is for people to state: no row, and the form decides.
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       'reason-backups-untested' AS reason_key,
       named_struct('backups', count(*)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY made_at DESC), 1, 50) AS evidence
FROM backups
WHERE made_at <= $now
GROUP BY object
HAVING NOT bool_or(coalesce(tested_on <= $today, false))
