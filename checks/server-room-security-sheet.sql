-- Does the server room keep to what the inspection of its security asks (UR 154.4.1, 154.4.3, 154.4.4, 155 to 155.0.2, 157,
-- 158)?
-- Facts: the inspection sheet of security; `line` numbers the statements that it answers. The last approved act of the
-- window that answers a line decides: met or not met. A yes that says less than the duty (nullif) decides nothing. Without
-- one: no row, and the form decides.
WITH numbers AS (SELECT unnest(range(1, 17)) AS line),
lines AS (
  SELECT server_room, line, record_id, key, inspected_on,
         CASE line
           WHEN 1 THEN access_control
           WHEN 2 THEN entry_exit
           WHEN 3 THEN no_pass_back
           WHEN 4 THEN nullif(central_device, true)
           WHEN 5 THEN guards_no_software
           WHEN 6 THEN nullif(standby_panel, true)
           WHEN 7 THEN access_backup_power
           WHEN 8 THEN alarm
           WHEN 9 THEN alarm_separate
           WHEN 10 THEN alarm_console
           WHEN 11 THEN alarm_covers
           WHEN 12 THEN alarm_backup_power
           WHEN 13 THEN video
           WHEN 14 THEN nullif(video_covers, true)
           WHEN 15 THEN video_recognises
           WHEN 16 THEN video_console
         END AS kept
  FROM server_room_security CROSS JOIN numbers
  WHERE state = 'approved' AND inspected_on <= $today
    AND inspected_on >= cast($today AS date) - cast($window AS interval)
),
latest AS (
  SELECT server_room, line, max(inspected_on) AS inspected_on,
         last_value(key ORDER BY inspected_on, record_id) AS key,
         last_value(record_id ORDER BY inspected_on, record_id) AS record_id,
         last_value(kept ORDER BY inspected_on, record_id) AS kept
  FROM lines
  WHERE kept IS NOT NULL
  GROUP BY server_room, line
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN kept THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN kept THEN 'reason-inspection-kept' ELSE 'reason-inspection-lacking' END AS reason_key,
       named_struct('act', key, 'day', cast(inspected_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence,
       line
FROM latest
