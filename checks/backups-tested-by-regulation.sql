-- Are backups tested as the regulations ask (UR 114.3)?
-- Facts: the journals of backups and of restores, where a restore for a test is a test too, and the plan that the regulations
-- set. Backups of which none was ever tested decide, and so does a last test that, at the end of the organisation's journal,
-- is older than the plan and the grace allow: not met. Whether tests are otherwise as the regulations ask is for people to
-- state: no row, and the form decides.
WITH tests AS (
  SELECT org_id, object, tested_on
  FROM backups
  WHERE tested_on <= $today
  UNION ALL
  SELECT org_id, object, cast(started_at AS date) AS tested_on
  FROM restores
  WHERE kind = 'test' AND started_at <= $now
),
tested AS (
  SELECT org_id, object, max(tested_on) AS last_on
  FROM tests
  GROUP BY org_id, object
),
journals AS (
  SELECT org_id, cast(max(made_at) AS date) AS until
  FROM backups
  WHERE made_at <= $now
  GROUP BY org_id
),
kept AS (
  SELECT org_id, object, count(*) AS backups,
         array_agg(concat('record:', record_id) ORDER BY made_at DESC) AS evidence
  FROM backups
  WHERE made_at <= $now
  GROUP BY org_id, object
),
judged AS (
  SELECT kept.object, kept.backups, kept.evidence, tested.last_on, journals.until,
         backup_plans.record_id AS plan, backup_plans.test_every_days,
         (date_part('epoch', journals.until)
          - date_part('epoch', greatest(coalesce(tested.last_on, backup_plans.approved_on), backup_plans.approved_on))) / 86400 AS days
  FROM kept
  JOIN journals ON journals.org_id = kept.org_id
  LEFT JOIN tested ON tested.org_id = kept.org_id AND tested.object = kept.object
  LEFT JOIN backup_plans ON backup_plans.org_id = kept.org_id AND backup_plans.object = kept.object
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       CASE WHEN last_on IS NULL THEN 'reason-backups-untested' ELSE 'reason-backup-tests-late' END AS reason_key,
       named_struct('backups', backups,
                    'last', coalesce(cast(last_on AS text), '-'),
                    'until', cast(until AS text),
                    'every', coalesce(test_every_days, 0)) AS reason_args,
       array_slice(CASE WHEN plan IS NULL THEN evidence ELSE array_concat(make_array(concat('record:', plan)), evidence) END, 1, 50) AS evidence
FROM judged
WHERE last_on IS NULL OR coalesce(days > test_every_days + $grace_value, false)
