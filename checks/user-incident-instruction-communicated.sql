-- Has the instruction for users been made known to employees (UR 39.2)?
-- Facts: the register of documents, which has no topic for the instruction; it is of the level of UR 34.5. Where no
-- document of that level has been made known, this one has not either: not met. Where some have, which they are is for people
-- to state: no row, and the form decides.
WITH listed AS (
  SELECT org_id, record_id,
         coalesce(level = $level, false) AS of_level,
         coalesce(level = $level AND communicated_on <= $today, false) AS communicated
  FROM documents
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'not_met' AS status,
       'reason-document-level-not-communicated' AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE of_level), 'level', $level_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY of_level DESC, record_id), 1, 50) AS evidence
FROM listed
GROUP BY org_id
HAVING NOT bool_or(communicated)
