-- Have the power lines all their wires (UR 161)?
-- Facts: the inspection sheet of power. An approved act of the window decides: met or not met. Without one: no row, and the form
-- decides.
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN wires >= $wires THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN wires >= $wires THEN 'reason-counted-enough' ELSE 'reason-counted-few' END AS reason_key,
       named_struct('act', key,
                    'day', cast(inspected_on AS text),
                    'found', wires,
                    'least', $wires_value) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM server_room_power
WHERE state = 'approved' AND inspected_on <= $today AND inspected_on >= cast($today AS date) - cast($window AS interval)
  AND wires IS NOT NULL
