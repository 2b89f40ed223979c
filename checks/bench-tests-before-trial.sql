-- Was the information system bench-tested before its trial operation (UR 84.2)?
-- Facts: the registers of tests and of trial operations, and of objects where no trial is on record. The last bench test
-- before the trial (before today, while there is none) failed, or all are later: not met. A system without a bench test
-- on record has no row, and the form decides.
WITH trials AS (
  SELECT objects.key AS object, coalesce(min(trial_operations.started_on), min(objects.trial_started_on)) AS started_on
  FROM objects
  LEFT JOIN trial_operations ON trial_operations.org_id = objects.org_id AND trial_operations.object = objects.key
  GROUP BY objects.key
),
tests AS (
  SELECT object_tests.object, object_tests.key, object_tests.record_id, performed_on, result,
         coalesce(started_on, $today) AS until,
         performed_on <= coalesce(started_on, $today) AS in_time
  FROM object_tests
  JOIN trials ON trials.object = object_tests.object
  WHERE kind = 'bench' AND performed_on <= $today
),
judged AS (
  SELECT object, until, count(*) AS tests, bool_or(in_time) AS in_time,
         last_value(result ORDER BY in_time, performed_on, record_id) AS result,
         last_value(key ORDER BY in_time, performed_on, record_id) AS entry,
         last_value(performed_on ORDER BY in_time, performed_on, record_id) AS last_on,
         array_slice(array_agg(concat('record:', record_id) ORDER BY in_time DESC, performed_on DESC), 1, 50) AS evidence
  FROM tests
  GROUP BY object, until
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN in_time AND result <> 'failed' THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN NOT in_time THEN 'reason-tests-late'
            WHEN result = 'failed' THEN 'reason-tests-failed'
            ELSE 'reason-tests-in-time' END AS reason_key,
       named_struct('tests', tests,
                    'entry', entry,
                    'last', cast(last_on AS text),
                    'until', cast(until AS text)) AS reason_args,
       evidence
FROM judged
