-- Do cooling and ventilation go off at the fire alarm (UR 156.0.4)?
-- Facts: the journal of tests of fire extinguishing. The last test that tried it decides, where it lies in the window: met or not
-- met. Without one: no row, and the form decides.
WITH tests AS (
  SELECT server_room, max(tested_on) AS tested_on, last_value(key ORDER BY tested_on) AS key,
         last_value(record_id ORDER BY tested_on) AS record_id, last_value(hvac_off ORDER BY tested_on) AS hvac_off
  FROM fire_tests
  WHERE tested_on <= $today AND hvac_off IS NOT NULL
  GROUP BY server_room
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN hvac_off THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN hvac_off THEN 'reason-test-passed' ELSE 'reason-test-failed' END AS reason_key,
       named_struct('act', key, 'day', cast(tested_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM tests
WHERE tested_on >= cast($today AS date) - cast($window AS interval)
