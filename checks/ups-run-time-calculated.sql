-- Do the uninterruptible supplies last as long as was calculated (UR 161.0.1)?
-- Facts: the inspection sheet of power. An approved act of the window by which they last for less decides: not met. That the
-- calculation heeds all that it must is for people to state: no row, and the form decides.
SELECT 'object' AS subject_kind,
       server_room AS subject,
       'not_met' AS status,
       'reason-ups-short' AS reason_key,
       named_struct('act', key,
                    'day', cast(inspected_on AS text),
                    'held', ups_minutes,
                    'needed', ups_minutes_needed) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM server_room_power
WHERE state = 'approved' AND inspected_on <= $today AND inspected_on >= cast($today AS date) - cast($window AS interval)
  AND ups_minutes IS NOT NULL AND ups_minutes_needed IS NOT NULL
  AND NOT (ups_minutes >= ups_minutes_needed)
