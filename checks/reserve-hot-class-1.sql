-- Is the object kept in reserve under load in a backup server room (UR 49.2.1)?
-- Facts: the inspections of the object's redundancy: data processing, storage and storage networks; channels stand in
-- no room. All loaded (hot) in a room of the register of objects: met. A part in another way, or in none: not met.
-- Inspections older than the window prove nothing: no row, and the form decides.
WITH entries AS (
  SELECT org_id, object, record_id, inspected_on, reserve_room,
         mode = 'hot' AND reserve_room IS NOT NULL AS proper,
         mode <> 'hot' AS wrong,
         inspected_on >= cast($today AS date) - cast($window AS interval) AS recent
  FROM redundancy
  WHERE inspected_on <= $today AND component <> 'channel'
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(wrong) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(wrong) THEN 'reason-reserve-wrong' ELSE 'reason-reserve-proper' END AS reason_key,
       named_struct('parts', count(*),
                    'reserved', count(*) FILTER (WHERE proper),
                    'lacking', count(*) FILTER (WHERE wrong),
                    'room', coalesce(min(CASE WHEN proper THEN reserve_room END), '-'),
                    'last', cast(max(inspected_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY wrong DESC, record_id), 1, 50) AS evidence
FROM entries
GROUP BY object
HAVING bool_and(recent) AND (bool_or(wrong) OR bool_and(proper))
