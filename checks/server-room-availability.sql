-- Is the infrastructure of the server room available for the share of time that is asked for (UR 154.5)?
-- Facts: the journal of failures, the minutes for which the room as a whole was down within the window. More of them than the share
-- allows decide: not met. Fewer do not prove that every stop was entered: no row, and the form decides.
WITH stops AS (
  SELECT server_room, count(*) AS stops, sum(downtime) AS minutes,
         array_slice(array_agg(concat('record:', record_id) ORDER BY downtime DESC, record_id), 1, 50) AS evidence
  FROM equipment_failures
  WHERE infrastructure_down AND downtime IS NOT NULL
    AND detected_at > cast($now AS timestamptz) - cast($window AS interval) AND detected_at <= $now
  GROUP BY server_room
),
judged AS (
  SELECT *, cast((date_part('epoch', cast($now AS timestamptz))
                  - date_part('epoch', cast($now AS timestamptz) - cast($window AS interval))) / 60
                 * (100 - cast($availability_value AS double)) / 100 AS bigint) AS allowed
  FROM stops
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       'not_met' AS status,
       'reason-room-down-too-long' AS reason_key,
       named_struct('stops', stops,
                    'minutes', minutes,
                    'allowed', allowed,
                    'availability', $availability_value,
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d')) AS reason_args,
       evidence
FROM judged
WHERE minutes > allowed
