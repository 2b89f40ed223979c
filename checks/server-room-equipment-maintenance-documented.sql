-- Is the maintenance of the equipment in the server room documented (UR 149.1)?
-- Facts: the journal of maintenance, works accepted or done within the window, those cancelled left out. An entry that lacks
-- the day, the works or their outcome documents nothing: not met. That no maintenance went without an entry is for people to
-- state: no row, and the form decides.
WITH judged AS (
  SELECT server_room, record_id, key, coalesce(done_on, planned_on) AS seen_on,
         done_on IS NULL OR trim(coalesce(works, '')) = '' OR result IS NULL AS breaking
  FROM maintenance
  WHERE coalesce(state, '') <> 'cancelled' AND (state = 'done' OR done_on < $today)
    AND coalesce(done_on, planned_on) > cast($today AS date) - cast($window AS interval)
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
