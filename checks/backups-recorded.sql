-- Are backups of the object recorded in the journal of backups (UR 35.5)?
-- Facts: the journal of backups. A journal without an entry in the window no longer shows that it is kept: unknown.
-- Failed attempts are entries too and are counted in the reason; when all attempts in the window failed there is no
-- backup: not met.
WITH entries AS (
  SELECT object, record_id, made_at, result,
         made_at >= cast($now AS timestamptz) - cast($window AS interval) AS recent
  FROM backups
  WHERE made_at <= $now
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN NOT bool_or(recent) THEN 'unknown'
            WHEN bool_or(recent AND coalesce(result = 'ok', false)) THEN 'met'
            ELSE 'not_met' END AS status,
       CASE WHEN NOT bool_or(recent) THEN 'reason-backups-old'
            WHEN bool_or(recent AND coalesce(result = 'ok', false)) THEN 'reason-backups-recorded'
            ELSE 'reason-backups-failed' END AS reason_key,
       named_struct('backups', count(*) FILTER (WHERE recent),
                    'failed', count(*) FILTER (WHERE recent AND result = 'failed'),
                    'last', to_char(max(made_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY made_at DESC), 1, 50) AS evidence
FROM entries
GROUP BY object
