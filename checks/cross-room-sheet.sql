-- Does the cross-connection room keep to what its inspection asks (UR 163)?
-- Facts: the inspection sheet of cross-connection rooms that are objects; `line` numbers the statements that it answers. The
-- last approved act of the window that answers a line decides: met or not met. Without one: no row, and the form decides.
WITH numbers AS (SELECT unnest(range(1, 13)) AS line),
lines AS (
  SELECT object, line, record_id, key, inspected_on,
         CASE line
           WHEN 1 THEN distribution
           WHEN 2 THEN near_centre
           WHEN 3 THEN size_fits
           WHEN 4 THEN aisles
           WHEN 5 THEN no_interference
           WHEN 6 THEN no_water
           WHEN 7 THEN fire_safety
           WHEN 8 THEN no_flammable
           WHEN 9 THEN power_line
           WHEN 10 THEN security_alarm
           WHEN 11 THEN access_control
           WHEN 12 THEN air_conditioning
         END AS kept
  FROM cross_rooms CROSS JOIN numbers
  WHERE object IS NOT NULL AND state = 'approved' AND inspected_on <= $today
    AND inspected_on >= cast($today AS date) - cast($window AS interval)
),
latest AS (
  SELECT object, line, max(inspected_on) AS inspected_on,
         last_value(key ORDER BY inspected_on, record_id) AS key,
         last_value(record_id ORDER BY inspected_on, record_id) AS record_id,
         last_value(kept ORDER BY inspected_on, record_id) AS kept
  FROM lines
  WHERE kept IS NOT NULL
  GROUP BY object, line
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN kept THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN kept THEN 'reason-inspection-kept' ELSE 'reason-inspection-lacking' END AS reason_key,
       named_struct('act', key, 'day', cast(inspected_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence,
       line
FROM latest
