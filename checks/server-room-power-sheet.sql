-- Does the server room keep to what the inspection of its power and earthing asks (UR 154.4.7, 154.4.8, 161 to 162.0.1)?
-- Facts: the inspection sheet of power; `line` numbers the statements that it answers. The last approved act of the window
-- that answers a line decides: met or not met. A line that shows only that something is missing, or only that it is there,
-- decides no more than that. Without one: no row, and the form decides.
WITH numbers AS (SELECT unnest(range(1, 11)) AS line),
lines AS (
  SELECT server_room, line, record_id, key, inspected_on,
         CASE line
           WHEN 1 THEN CASE WHEN NOT (generator OR transfer_switch OR through_ups) THEN false END
           WHEN 2 THEN CASE WHEN metal_earthed OR cabinets_earthed OR exposed_parts OR earth_resistance IS NOT NULL THEN true END
           WHEN 3 THEN generator
           WHEN 4 THEN lines_calculated
           WHEN 5 THEN through_ups
           WHEN 6 THEN earthing_separate
           WHEN 7 THEN metal_earthed
           WHEN 8 THEN cabinets_earthed
           WHEN 9 THEN exposed_parts
           WHEN 10 THEN surge_short
         END AS kept
  FROM server_room_power CROSS JOIN numbers
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
