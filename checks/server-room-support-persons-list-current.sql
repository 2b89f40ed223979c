-- Is the list of persons who may look after the server room kept current (UR 154.3)?
-- Facts: the register of admissions and the register of people. An admission in force of someone who has left, or whose term has
-- run out, decides: not met. All in force, and each given or gone over within the window: met. An older list is no
-- proof: no row, and the form decides.
WITH judged AS (
  SELECT server_room_admissions.server_room, server_room_admissions.record_id, server_room_admissions.key,
         coalesce(reviewed_on, admitted_on) AS seen_on,
         coalesce(people.left_on <= $today, false) OR coalesce(admitted_until < $today, false) AS breaking,
         coalesce(coalesce(reviewed_on, admitted_on) <= $today AND coalesce(reviewed_on, admitted_on) >= cast($today AS date) - cast($window AS interval), false) AS fresh
  FROM server_room_admissions
  LEFT JOIN people ON people.org_id = server_room_admissions.org_id AND people.key = server_room_admissions.person
  WHERE admitted_on <= $today AND (revoked_on IS NULL OR revoked_on > $today)
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN bool_or(breaking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(breaking) THEN 'reason-entries-breaking' ELSE 'reason-entries-keeping' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY server_room
HAVING bool_or(breaking) OR bool_and(fresh)
