-- Are visits to the server room recorded in the journal (UR 35.2)?
-- Facts: the journal of visits. An entry without purpose, or without the escort of an outside visitor, does not confirm
-- the visit: not met. A journal without an entry in the window no longer shows that it is kept: unknown.
WITH entries AS (
  SELECT server_room, record_id, entered_at,
         trim(coalesce(purpose, '')) = ''
           OR (trim(coalesce(visitor_organisation, '')) <> '' AND trim(coalesce(escort, '')) = '') AS incomplete
  FROM server_room_visits
  WHERE entered_at <= $now
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN bool_or(incomplete) THEN 'not_met'
            WHEN max(entered_at) >= cast($now AS timestamptz) - cast($window AS interval) THEN 'met'
            ELSE 'unknown' END AS status,
       CASE WHEN bool_or(incomplete) THEN 'reason-visits-incomplete'
            WHEN max(entered_at) >= cast($now AS timestamptz) - cast($window AS interval) THEN 'reason-visits-recorded'
            ELSE 'reason-visits-old' END AS reason_key,
       named_struct('visits', count(*),
                    'incomplete', count(*) FILTER (WHERE incomplete),
                    'last', to_char(max(entered_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY incomplete DESC, entered_at DESC), 1, 50) AS evidence
FROM entries
GROUP BY server_room
