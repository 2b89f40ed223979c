-- Does the server room keep to what the inspection of its climate asks (UR 154.4.2, 156 to 156.0.3, 156.0.6 to 156.0.10)?
-- Facts: the inspection sheet of the climate; `line` numbers the statements that it answers. The last approved act of the
-- window that answers a line decides: met or not met. A yes that says less than the duty (nullif) decides nothing. Without
-- one: no row, and the form decides.
WITH numbers AS (SELECT unnest(range(1, 14)) AS line),
lines AS (
  SELECT server_room, line, record_id, key, inspected_on,
         CASE line
           WHEN 1 THEN CASE WHEN conditioning AND ventilation AND monitoring THEN true
                            WHEN NOT (conditioning OR ventilation OR monitoring) THEN false END
           WHEN 2 THEN conditioning AND ventilation AND monitoring
           WHEN 3 THEN separate
           WHEN 4 THEN redundant
           WHEN 5 THEN guaranteed_power
           WHEN 6 THEN fresh_air AND winter_heating
           WHEN 7 THEN overpressure
           WHEN 8 THEN nullif(duct_valves, true)
           WHEN 9 THEN rack_temperature
           WHEN 10 THEN rack_humidity
           WHEN 11 THEN rack_dust
           WHEN 12 THEN rack_smoke
           WHEN 13 THEN rack_doors
         END AS kept
  FROM server_room_climate CROSS JOIN numbers
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
