-- Is there an administrator's guide among the documents of the level asked for (UR 34.4)?
-- Facts: the register of documents. A register that is kept but lacks any approved document of the level lacks this one
-- too: not met. Where there are some, whether a guide for every object is among them is for people to state: no row,
-- and the form decides. A document that has been withdrawn is no longer one of them.
WITH listed AS (
  SELECT org_id, record_id,
         coalesce(level = $level, false) AS of_level,
         coalesce(level = $level AND approved_on <= $today, false) AS in_force
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'not_met' AS status,
       'reason-document-level-missing' AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE of_level), 'level', $level_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY of_level DESC, record_id), 1, 50) AS evidence
FROM listed
GROUP BY org_id
HAVING NOT bool_or(in_force)
