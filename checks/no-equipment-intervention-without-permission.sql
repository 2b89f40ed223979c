-- Is equipment in operation touched only with permission (UR 152)?
-- Facts: the journal of permits. Work that began without a permission, or before it was given, decides: not met. That there was no
-- work besides that entered is for people to state: no row, and the form decides.
WITH judged AS (
  SELECT server_room, record_id, key, cast(started_at AS date) AS seen_on,
         permitted_by IS NULL OR coalesce(permitted_at > started_at, true) AS breaking
  FROM intervention_permits
  WHERE started_at <= $now AND started_at > cast($now AS timestamptz) - cast($window AS interval)
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
