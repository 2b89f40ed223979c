-- Is the door of the server room wide and high enough (UR 143)?
-- Facts: the inspection sheet of the premises. An approved act of the window decides: met or not met. Without one: no row, and the form
-- decides.
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN door_width >= $width AND door_height >= $height THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN door_width >= $width AND door_height >= $height THEN 'reason-door-size-kept' ELSE 'reason-door-size-lacking' END AS reason_key,
       named_struct('act', key,
                    'day', cast(inspected_on AS text),
                    'width', door_width,
                    'height', door_height,
                    'least_width', $width_value,
                    'least_height', $height_value) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM server_room_premises
WHERE state = 'approved' AND inspected_on <= $today AND inspected_on >= cast($today AS date) - cast($window AS interval)
  AND door_width IS NOT NULL AND door_height IS NOT NULL
