-- Are rights of access to the software controlled, with someone of the IT unit (UR 76)?
-- Facts: the journal of changes of software, changes of access made within the window. One that was made without
-- authorisation or against a refusal, or without someone of the IT unit who controlled it decides: not met. That no right was
-- changed past the journal is for people to state: no row, and the form decides.
WITH judged AS (
  SELECT software_changes.object AS subject, software_changes.record_id, software_changes.key, done_on,
         authorised_by IS NULL OR coalesce(authorised_on > done_on, true) OR coalesce(state = 'refused', false)
           OR it_controller IS NULL AS breaking
  FROM software_changes
  WHERE software_changes.kind = 'access' AND done_on <= $today
    AND done_on > cast($today AS date) - cast($window AS interval) AND software_changes.object IS NOT NULL
)
SELECT 'object' AS subject_kind,
       subject,
       'not_met' AS status,
       'reason-entries-breaking' AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', cast(min(done_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY subject
HAVING bool_or(breaking)
