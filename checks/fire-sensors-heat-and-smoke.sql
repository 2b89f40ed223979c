-- Are both kinds of fire sensors there, heat and smoke (UR 159)?
-- Facts: the inspection sheet of fire safety. An approved act of the window decides: met or not met. Without one: no row, and the form
-- decides.
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN (CASE WHEN heat_sensors > 0 THEN 1.0 ELSE 0.0 END + CASE WHEN smoke_sensors > 0 THEN 1.0 ELSE 0.0 END) >= $kinds THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN (CASE WHEN heat_sensors > 0 THEN 1.0 ELSE 0.0 END + CASE WHEN smoke_sensors > 0 THEN 1.0 ELSE 0.0 END) >= $kinds THEN 'reason-counted-enough' ELSE 'reason-counted-few' END AS reason_key,
       named_struct('act', key,
                    'day', cast(inspected_on AS text),
                    'found', (CASE WHEN heat_sensors > 0 THEN 1.0 ELSE 0.0 END + CASE WHEN smoke_sensors > 0 THEN 1.0 ELSE 0.0 END),
                    'least', $kinds_value) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM server_room_fire
WHERE state = 'approved' AND inspected_on <= $today AND inspected_on >= cast($today AS date) - cast($window AS interval)
  AND heat_sensors IS NOT NULL AND smoke_sensors IS NOT NULL
