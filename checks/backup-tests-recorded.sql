-- Are tests of the backups recorded in the journal of backups (UR 35.5)?
-- Facts: the journals of backups and of restores, where a restore for a test is a test too. Backups without any test of them
-- decide: not met, and so does a last test that failed, as one does that restored only a part. When the last test is older
-- than the window: unknown.
WITH entries AS (
  SELECT object, record_id, made_at, true AS is_backup,
         CASE WHEN tested_on <= $today THEN tested_on END AS tested_on,
         test_result
  FROM backups
  WHERE made_at <= $now
  UNION ALL
  SELECT object, record_id, started_at AS made_at, false AS is_backup,
         cast(started_at AS date) AS tested_on,
         CASE WHEN result = 'ok' THEN 'ok' ELSE 'failed' END AS test_result
  FROM restores
  WHERE kind = 'test' AND started_at <= $now
),
tests AS (
  SELECT object, count(*) FILTER (WHERE is_backup) AS backups, count(tested_on) FILTER (WHERE is_backup) AS tested, max(tested_on) AS last_on,
         last_value(test_result ORDER BY tested_on NULLS FIRST) AS last_result,
         array_slice(array_agg(concat('record:', record_id) ORDER BY tested_on DESC NULLS LAST, made_at DESC), 1, 50) AS evidence
  FROM entries
  GROUP BY object
  HAVING bool_or(is_backup)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN last_on IS NULL THEN 'not_met'
            WHEN last_on < cast($today AS date) - cast($window AS interval) THEN 'unknown'
            WHEN last_result = 'ok' THEN 'met'
            WHEN last_result = 'failed' THEN 'not_met'
            ELSE 'unknown' END AS status,
       CASE WHEN last_on IS NULL THEN 'reason-backups-untested'
            WHEN last_on < cast($today AS date) - cast($window AS interval) THEN 'reason-backup-tests-old'
            WHEN last_result = 'ok' THEN 'reason-backups-tested'
            WHEN last_result = 'failed' THEN 'reason-backup-test-failed'
            ELSE 'reason-backup-test-without-result' END AS reason_key,
       named_struct('backups', backups,
                    'tested', tested,
                    'last', coalesce(cast(last_on AS text), '-'),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       evidence
FROM tests
