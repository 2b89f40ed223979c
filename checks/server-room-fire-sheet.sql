-- Does the server room keep to what the inspection of its fire safety asks (UR 154.4.5, 154.4.6, 159 to 160)?
-- Facts: the inspection sheet of fire safety; `line` numbers the statements that it answers. The last approved act of the
-- window that answers a line decides: met or not met. Without one: no row, and the form decides.
WITH numbers AS (SELECT unnest(range(1, 12)) AS line),
lines AS (
  SELECT server_room, line, record_id, key, inspected_on,
         CASE line
           WHEN 1 THEN alarm
           WHEN 2 THEN alarm_separate
           WHEN 3 THEN sensors_room AND sensors_hidden
           WHEN 4 THEN alarm_console
           WHEN 5 THEN extinguishing
           WHEN 6 THEN gas_automatic
           WHEN 7 THEN gas_non_toxic
           WHEN 8 THEN in_cabinet
           WHEN 9 THEN manual_start
           WHEN 10 THEN display_inside AND display_outside
           WHEN 11 THEN exhaust
         END AS kept
  FROM server_room_fire CROSS JOIN numbers
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
