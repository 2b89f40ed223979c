-- Does the extinguishing system cut the power of the equipment (UR 160)?
-- Facts: the journal of tests of fire extinguishing. The last test that tried it decides, where it lies in the window: met or not
-- met. Without one: no row, and the form decides.
WITH tests AS (
  SELECT server_room, max(tested_on) AS tested_on, last_value(key ORDER BY tested_on) AS key,
         last_value(record_id ORDER BY tested_on) AS record_id, last_value(power_cut ORDER BY tested_on) AS power_cut
  FROM fire_tests
  WHERE tested_on <= $today AND power_cut IS NOT NULL
  GROUP BY server_room
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN power_cut THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN power_cut THEN 'reason-test-passed' ELSE 'reason-test-failed' END AS reason_key,
       named_struct('act', key, 'day', cast(tested_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM tests
WHERE tested_on >= cast($today AS date) - cast($window AS interval)
