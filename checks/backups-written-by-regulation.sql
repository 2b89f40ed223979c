-- Are backups written as the regulations ask (UR 114.3)?
-- Facts: the journal of backups and the plan that the regulations set. Within the window, all attempts failed, or the time
-- between two backups that succeeded, or from the last to the end of the organisation's journal, is longer than the plan and
-- the grace allow: not met. Whether everything else is as the regulations ask is for people to state: no row, and the form
-- decides.
WITH entries AS (
  SELECT org_id, object, record_id, made_at, result
  FROM backups
  WHERE made_at <= $now
),
journals AS (
  SELECT org_id, max(made_at) AS until
  FROM entries
  GROUP BY org_id
),
good AS (
  SELECT org_id, object, record_id, made_at, lag(made_at) OVER (PARTITION BY org_id, object ORDER BY made_at) AS before
  FROM entries
  WHERE result = 'ok'
),
newest AS (
  SELECT org_id, object, max(made_at) AS made_at, last_value(record_id ORDER BY made_at) AS record_id
  FROM good
  GROUP BY org_id, object
),
planned AS (
  SELECT org_id, object, record_id, every_hours, cast(approved_on AS timestamptz) AS approved_at
  FROM backup_plans
),
gaps AS (
  SELECT planned.object, planned.record_id AS plan, every_hours, good.record_id AS backup, before AS since, made_at AS until
  FROM planned
  JOIN good ON good.org_id = planned.org_id AND good.object = planned.object
  WHERE before >= approved_at
  UNION ALL
  SELECT planned.object, planned.record_id AS plan, every_hours, newest.record_id AS backup,
         greatest(coalesce(newest.made_at, approved_at), approved_at) AS since, journals.until
  FROM planned
  JOIN journals ON journals.org_id = planned.org_id
  LEFT JOIN newest ON newest.org_id = planned.org_id AND newest.object = planned.object
),
late AS (
  SELECT object, plan, every_hours,
         max(hours) AS hours,
         last_value(since ORDER BY hours) AS since,
         last_value(until ORDER BY hours) AS until,
         array_agg(concat('record:', backup) ORDER BY hours DESC) FILTER (WHERE backup IS NOT NULL) AS evidence
  FROM (
    SELECT *, (date_part('epoch', until) - date_part('epoch', since)) / 3600 AS hours
    FROM gaps
    WHERE until >= cast($now AS timestamptz) - cast($window AS interval)
  )
  WHERE hours > every_hours + $grace_value
  GROUP BY object, plan, every_hours
),
tried AS (
  SELECT object, count(*) AS backups, count(*) FILTER (WHERE result = 'failed') AS failed,
         bool_and(coalesce(result = 'failed', false)) AS all_failed,
         array_agg(concat('record:', record_id) ORDER BY made_at DESC) AS evidence
  FROM entries
  WHERE made_at >= cast($now AS timestamptz) - cast($window AS interval)
  GROUP BY object
)
SELECT 'object' AS subject_kind,
       coalesce(late.object, tried.object) AS subject,
       'not_met' AS status,
       CASE WHEN all_failed THEN 'reason-backups-failed' ELSE 'reason-backups-late' END AS reason_key,
       named_struct('backups', coalesce(backups, 0),
                    'failed', coalesce(failed, 0),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M'),
                    'from', coalesce(to_char(late.since, '%Y-%m-%d %H:%M'), '-'),
                    'until', coalesce(to_char(late.until, '%Y-%m-%d %H:%M'), '-'),
                    'hours', coalesce(cast(late.hours AS bigint), 0),
                    'every', coalesce(late.every_hours, 0)) AS reason_args,
       CASE WHEN all_failed OR late.plan IS NULL THEN array_slice(tried.evidence, 1, 50)
            ELSE array_slice(array_concat(make_array(concat('record:', late.plan)), coalesce(late.evidence, make_array())), 1, 50)
       END AS evidence
FROM late
FULL JOIN tried ON tried.object = late.object
WHERE late.object IS NOT NULL OR all_failed
