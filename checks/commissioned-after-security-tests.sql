-- Was the information system commissioned with positive reports of tests for security requirements (UR 87)?
-- Facts: the registers of objects and of such tests. Of each kind of work the last report before the commissioning counts:
-- one that is negative, or reports that all came later, decide: not met. A system without a report or a day of
-- commissioning on record has no row, and the form decides.
WITH reports AS (
  SELECT objects.key AS object, objects.commissioned_on, security_tests.work, security_tests.result, security_tests.issued_on,
         security_tests.key, security_tests.record_id, security_tests.issued_on <= objects.commissioned_on AS in_time
  FROM objects
  JOIN security_tests ON security_tests.org_id = objects.org_id AND security_tests.object = objects.key
  WHERE objects.commissioned_on <= $today AND security_tests.issued_on <= $today AND security_tests.result IS NOT NULL
),
works AS (
  SELECT object, commissioned_on, work, count(*) AS tests, bool_or(in_time) AS in_time,
         last_value(result ORDER BY in_time, issued_on, record_id) AS result,
         last_value(key ORDER BY in_time, issued_on, record_id) AS entry,
         last_value(issued_on ORDER BY in_time, issued_on, record_id) AS last_on,
         last_value(record_id ORDER BY in_time, issued_on, record_id) AS record_id
  FROM reports
  GROUP BY object, commissioned_on, work
),
judged AS (
  SELECT object, commissioned_on, sum(tests) AS tests, bool_or(in_time) AS in_time,
         bool_or(in_time AND result = 'negative') AS failed,
         first_value(entry ORDER BY (in_time AND result = 'negative') DESC, in_time DESC, last_on DESC) AS entry,
         first_value(last_on ORDER BY (in_time AND result = 'negative') DESC, in_time DESC, last_on DESC) AS last_on,
         array_slice(array_agg(concat('record:', record_id) ORDER BY in_time DESC, last_on DESC), 1, 50) AS evidence
  FROM works
  GROUP BY object, commissioned_on
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN in_time AND NOT failed THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN NOT in_time THEN 'reason-tests-late'
            WHEN failed THEN 'reason-tests-failed'
            ELSE 'reason-tests-in-time' END AS reason_key,
       named_struct('tests', tests,
                    'entry', entry,
                    'last', cast(last_on AS text),
                    'until', cast(commissioned_on AS text)) AS reason_args,
       evidence
FROM judged
