-- Does the transfer switch go over to the reserve by itself (UR 161)?
-- Facts: the journal of tests of power. A last test of the switch that failed decides, where it lies in the window: not met. That
-- all sources of power go to the switch is for people to state: no row, and the form decides.
WITH tests AS (
  SELECT server_room, max(tested_on) AS tested_on, last_value(key ORDER BY tested_on) AS key,
         last_value(record_id ORDER BY tested_on) AS record_id, last_value(result ORDER BY tested_on) AS result
  FROM power_tests
  WHERE kind = 'transfer' AND tested_on <= $today
  GROUP BY server_room
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       'not_met' AS status,
       'reason-test-failed' AS reason_key,
       named_struct('act', key, 'day', cast(tested_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM tests
WHERE result = 'failed' AND tested_on >= cast($today AS date) - cast($window AS interval)
