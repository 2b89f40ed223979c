-- Are the uninterruptible supplies sized for all that they feed (UR 161.0.1)?
-- Facts: the inspection sheet of power. An approved act of the window by which the load is more than their power decides: not
-- met. That growth is allowed for is for people to state: no row, and the form decides.
SELECT 'object' AS subject_kind,
       server_room AS subject,
       'not_met' AS status,
       'reason-ups-overloaded' AS reason_key,
       named_struct('act', key,
                    'day', cast(inspected_on AS text),
                    'load', ups_load,
                    'power', ups_power) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM server_room_power
WHERE state = 'approved' AND inspected_on <= $today AND inspected_on >= cast($today AS date) - cast($window AS interval)
  AND ups_load IS NOT NULL AND ups_power IS NOT NULL
  AND NOT (ups_load <= ups_power)
