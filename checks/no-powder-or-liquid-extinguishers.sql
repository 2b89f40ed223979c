-- Are there no powder or liquid extinguishers in the server room (UR 160)?
-- Facts: the register of extinguishers. One of these kinds that hangs inside decides: not met. That none hangs there besides
-- those entered is for people to state: no row, and the form decides.
WITH judged AS (
  SELECT server_room, record_id, key, installed_on AS seen_on,
         agent IN ('powder', 'liquid') AS breaking
  FROM fire_extinguishers
  WHERE inside AND installed_on <= $today AND (removed_on IS NULL OR removed_on > $today)
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       'not_met' AS status,
       'reason-entries-breaking' AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY server_room
HAVING bool_or(breaking)
