-- Does the resource work only with positive reports of tests (UR 63-1)?
-- Facts: the register of test reports. The newest report of a kind counts; one that is negative, or whose term has run out,
-- decides: not met. Whether all kinds of tests that the resource needs were made is for people to state: no row, and the
-- form decides.
WITH judged AS (
  SELECT object, kind, last_value(key ORDER BY issued_on) AS key, last_value(record_id ORDER BY issued_on) AS record_id, max(issued_on) AS seen_on,
         last_value(result ORDER BY issued_on) = 'negative'
           OR coalesce(last_value(valid_until ORDER BY issued_on) < $today, false) AS breaking
  FROM internet_resource_tests
  WHERE issued_on <= $today
  GROUP BY object, kind
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       'reason-entries-breaking' AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY object
HAVING bool_or(breaking)
