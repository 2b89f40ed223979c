-- Are backups written as the regulations ask (UR 114.3)?
-- Facts: the journal of backups. Where every attempt within the window failed there is no backup, whatever the regulations
-- ask: not met. Whether those that succeeded are as often as the regulations ask is for people to state: no row, and the
-- form decides.
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       'reason-backups-failed' AS reason_key,
       named_struct('backups', count(*),
                    'failed', count(*) FILTER (WHERE result = 'failed'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY made_at DESC), 1, 50) AS evidence
FROM backups
WHERE made_at <= $now AND made_at >= cast($now AS timestamptz) - cast($window AS interval)
GROUP BY object
HAVING bool_and(coalesce(result = 'failed', false))
