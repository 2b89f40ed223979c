-- Is application software analysed whenever system software changes (UR 78.3.2)?
-- Facts: the registers of software and of its changes, those of system software made within the window. One of which the
-- application software was not analysed decides: not met. That changes were managed by the procedures is for people to
-- state: no row, and the form decides.
WITH judged AS (
  SELECT software_changes.org_id AS subject, software_changes.record_id, software_changes.key, done_on,
         NOT coalesce(application_analysed, false) AS breaking
  FROM software_changes
  JOIN software ON software.org_id = software_changes.org_id AND software.key = software_changes.software
  WHERE software.kind = 'system' AND software_changes.kind <> 'access' AND done_on <= $today
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
