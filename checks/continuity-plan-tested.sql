-- Are the plans for continuity and recovery tested (UR 39.1)?
-- Facts: the plans in force and the log of their tests. A plan without a test since it was approved: not met. The
-- decree sets no period, so a test that is overdue by the organisation's own day is only unknown. All tested: met. How
-- a test ended does not matter here: it was held.
WITH tests AS (
  SELECT org_id, plan, max(performed_on) AS last_on, last_value(record_id ORDER BY performed_on) AS test
  FROM continuity_tests
  WHERE performed_on <= $today
  GROUP BY org_id, plan
),
judged AS (
  SELECT continuity_plans.org_id, continuity_plans.record_id, continuity_plans.key, test, last_on,
         coalesce(last_on < approved_on, last_on IS NULL) AS untested,
         coalesce(test_by < $today AND last_on < test_by, false) AS overdue
  FROM continuity_plans
  LEFT JOIN tests ON tests.org_id = continuity_plans.org_id AND tests.plan = continuity_plans.key
  WHERE approved_on <= $today AND (withdrawn_on IS NULL OR withdrawn_on > $today)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(untested) THEN 'not_met' WHEN bool_or(overdue) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(untested) THEN 'reason-continuity-untested'
            WHEN bool_or(overdue) THEN 'reason-continuity-test-overdue'
            ELSE 'reason-continuity-tested' END AS reason_key,
       named_struct('plans', count(*),
                    'untested', count(*) FILTER (WHERE untested),
                    'overdue', count(*) FILTER (WHERE overdue),
                    'first', coalesce(min(CASE WHEN untested THEN key END), min(CASE WHEN overdue THEN key END), '-'),
                    'last', coalesce(cast(max(last_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', coalesce(test, record_id)) ORDER BY untested DESC, overdue DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
