-- Are there positive reports of tests for security requirements of what is in operation (UR 63-1, 101-1)?
-- Facts: the register of such tests. The clauses allow operation only where the reports are there, so the last report of
-- each kind of work counts whenever it came: a negative one decides: not met. A report whose term of validity
-- is over proves nothing any more. An object without a report on record has no row, and the form decides.
WITH works AS (
  SELECT object, work, count(*) AS tests,
         last_value(result ORDER BY issued_on, record_id) AS result,
         last_value(key ORDER BY issued_on, record_id) AS entry,
         max(issued_on) AS last_on,
         last_value(record_id ORDER BY issued_on, record_id) AS record_id
  FROM security_tests
  WHERE issued_on <= $today AND result IS NOT NULL
    AND (result = 'negative' OR valid_until IS NULL OR valid_until >= $today)
  GROUP BY object, work
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(result = 'negative') THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(result = 'negative') THEN 'reason-tests-failed' ELSE 'reason-tests-in-time' END AS reason_key,
       named_struct('tests', sum(tests),
                    'entry', first_value(entry ORDER BY (result = 'negative') DESC, last_on DESC),
                    'last', cast(first_value(last_on ORDER BY (result = 'negative') DESC, last_on DESC) AS text),
                    'until', cast(cast($today AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY (result = 'negative') DESC, last_on DESC), 1, 50) AS evidence
FROM works
GROUP BY object
