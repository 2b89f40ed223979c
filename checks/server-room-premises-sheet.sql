-- Does the server room keep to what the inspection of its premises asks (UR 142 to 148.5, 153, 154.1)?
-- Facts: the inspection sheet of the premises; `line` numbers the statements that it answers. The last approved act of the
-- window that answers a line decides: met or not met. A yes that says less than the duty (nullif) decides nothing. Without
-- one: no row, and the form decides.
WITH numbers AS (SELECT unnest(range(1, 28)) AS line),
lines AS (
  SELECT server_room, line, record_id, key, inspected_on,
         CASE line
           WHEN 1 THEN separate
           WHEN 2 THEN windowless
           WHEN 3 THEN dust_free
           WHEN 4 THEN antistatic_floor
           WHEN 5 THEN contaminants
           WHEN 6 THEN airtight
           WHEN 7 THEN door_opening
           WHEN 8 THEN no_threshold
           WHEN 9 THEN raised
           WHEN 10 THEN no_transit
           WHEN 11 THEN no_water_inside
           WHEN 12 THEN no_water_above
           WHEN 13 THEN dry_pipe
           WHEN 14 THEN waterproofing
           WHEN 15 THEN drainage
           WHEN 16 THEN cables_apart
           WHEN 17 THEN cabinets_apart
           WHEN 18 THEN cabinets_locked
           WHEN 19 THEN fireproof_pipes
           WHEN 20 THEN passages_sealed
           WHEN 21 THEN nullif(emi_protection, true)
           WHEN 22 THEN electrical_rules
           WHEN 23 THEN passages_free
           WHEN 24 THEN air_flows
           WHEN 25 THEN raised_heeded
           WHEN 26 THEN CASE WHEN role IN ('main', 'backup') THEN nullif(other_building, true) END
           WHEN 27 THEN placed_safely
         END AS kept
  FROM server_room_premises CROSS JOIN numbers
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
