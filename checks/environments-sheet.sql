-- Are the environments of the system kept apart as their inspection asks (UR 98.3, 98.3.4 to 98.3.8)?
-- Facts: the inspection sheet of separated environments; `line` numbers the statements that it answers. The last signed
-- sheet of the window that answers a line decides: met or not met. That there are development tools in operation does not
-- show that they can be used from it (nullif). A no whose faults were fixed since, a sheet whose next inspection is overdue,
-- and none at all: no row, and the form decides.
WITH numbers AS (SELECT unnest(range(1, 7)) AS line),
lines AS (
  SELECT object, line, record_id, key, inspected_on,
         coalesce(fixed_on <= $today, false) AS fixed, coalesce(next_by < $today, false) AS overdue,
         CASE line
           WHEN 1 THEN separated
           WHEN 2 THEN domains_apart
           WHEN 3 THEN nullif(no_development_tools, false)
           WHEN 4 THEN test_matches
           WHEN 5 THEN no_real_accounts
           WHEN 6 THEN no_real_data
         END AS kept
  FROM environment_inspections CROSS JOIN numbers
  WHERE state = 'signed' AND inspected_on <= $today
    AND inspected_on >= cast($today AS date) - cast($window AS interval)
),
latest AS (
  SELECT object, line, max(inspected_on) AS inspected_on,
         last_value(key ORDER BY inspected_on, record_id) AS key,
         last_value(record_id ORDER BY inspected_on, record_id) AS record_id,
         last_value(fixed ORDER BY inspected_on, record_id) AS fixed,
         last_value(overdue ORDER BY inspected_on, record_id) AS overdue,
         last_value(kept ORDER BY inspected_on, record_id) AS kept
  FROM lines
  WHERE kept IS NOT NULL
  GROUP BY object, line
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN kept THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN kept THEN 'reason-inspection-kept' ELSE 'reason-inspection-lacking' END AS reason_key,
       named_struct('act', key, 'day', cast(inspected_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence,
       line
FROM latest
WHERE NOT overdue AND (kept OR NOT fixed)
