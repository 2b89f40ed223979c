-- Is the cooling more powerful than the heat given off (UR 156.0.2)?
-- Facts: the inspection sheet of the climate. An approved act of the window decides: met or not met. Without one: no row, and the form
-- decides.
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN cooling_power > heat_load THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN cooling_power > heat_load THEN 'reason-cooling-sufficient' ELSE 'reason-cooling-short' END AS reason_key,
       named_struct('act', key,
                    'day', cast(inspected_on AS text),
                    'power', cooling_power,
                    'heat', heat_load) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM server_room_climate
WHERE state = 'approved' AND inspected_on <= $today AND inspected_on >= cast($today AS date) - cast($window AS interval)
  AND cooling_power IS NOT NULL AND heat_load IS NOT NULL
