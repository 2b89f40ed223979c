-- Does the object have a backup server room, own or leased (UR 49.1)?
-- Facts: the inspections of its redundancy: data processing, storage and storage networks; channels stand in no room. A
-- part that is kept in reserve in a server room of the register of objects, inspected within the window: met. Only parts
-- without any reserve, inspected within the window: not met. Other places, and older inspections, are for people to
-- state: no row, and the form decides.
WITH entries AS (
  SELECT org_id, object, record_id, inspected_on, reserve_room,
         mode IN ('hot', 'cold') AND reserve_room IS NOT NULL AS in_room,
         mode = 'none' AS without,
         inspected_on >= cast($today AS date) - cast($window AS interval) AS recent
  FROM redundancy
  WHERE inspected_on <= $today AND component <> 'channel'
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(in_room AND recent) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(in_room AND recent) THEN 'reason-reserve-room' ELSE 'reason-reserve-none' END AS reason_key,
       named_struct('parts', count(*),
                    'reserved', count(*) FILTER (WHERE NOT without),
                    'lacking', count(*) FILTER (WHERE without),
                    'room', coalesce(min(CASE WHEN in_room AND recent THEN reserve_room END), '-'),
                    'last', cast(max(inspected_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY in_room DESC, inspected_on DESC, record_id), 1, 50) AS evidence
FROM entries
GROUP BY object
HAVING bool_or(in_room AND recent) OR bool_and(without AND recent)
