-- Is software installed, updated and removed by the rules (UR 78.3.1)?
-- Facts: the journal of changes of software, those made within the window. Whatever the rules are, one that was made without
-- authorisation or against a refusal broke them: not met. That the rest followed them is for people to state: no row, and the
-- form decides.
WITH judged AS (
  SELECT software_changes.org_id AS subject, software_changes.record_id, software_changes.key, done_on,
         authorised_by IS NULL OR coalesce(authorised_on > done_on, true) OR coalesce(state = 'refused', false) AS breaking
  FROM software_changes
  WHERE software_changes.kind IN ('installation', 'update', 'removal') AND done_on <= $today
    AND done_on > cast($today AS date) - cast($window AS interval)
)
SELECT 'organisation' AS subject_kind,
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
