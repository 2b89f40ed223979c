-- Is the temperature in the server room within the range (UR 156.0.1)?
-- Facts: the readings of the room itself within the window; those of racks do not count. One out of the range decides: not met.
-- All within it: met. Without a reading in the window: no row, and the form decides.
WITH readings AS (
  SELECT server_room, record_id, measured_at, temperature AS reading,
         temperature < $lowest OR temperature > $highest AS outside
  FROM climate_readings
  WHERE place = 'room' AND temperature IS NOT NULL
    AND measured_at > cast($now AS timestamptz) - cast($window AS interval) AND measured_at <= $now
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN bool_or(outside) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(outside) THEN 'reason-readings-outside' ELSE 'reason-readings-within' END AS reason_key,
       named_struct('readings', count(*),
                    'outside', count(*) FILTER (WHERE outside),
                    'least', min(reading),
                    'most', max(reading),
                    'lowest', $lowest_value,
                    'highest', $highest_value,
                    'last', to_char(max(measured_at), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY outside DESC, measured_at DESC), 1, 50) AS evidence
FROM readings
GROUP BY server_room
