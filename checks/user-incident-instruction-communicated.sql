-- Has the instruction for users been made known to employees (UR 39.2)?
-- Facts: the register of documents, without those that have been withdrawn. Where the instruction is listed, the day of
-- notice decides; it must have come and not precede the approval. Where its topic is not listed and no document of the
-- level of UR 34.5 has been made known, this one has not either: not met. Where some have, which they are is for people
-- to state: no row, and the form decides.
WITH listed AS (
  SELECT org_id, record_id,
         coalesce(topic = 'user_incident_instruction', false) AS on_topic,
         coalesce(level = $level, false) AS of_level,
         coalesce(communicated_on <= $today AND coalesce(communicated_on >= approved_on, true), false) AS communicated
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(on_topic AND communicated) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(on_topic AND communicated) THEN 'reason-instruction-communicated'
            WHEN bool_or(on_topic) THEN 'reason-instruction-not-communicated'
            ELSE 'reason-document-level-not-communicated' END AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE of_level), 'level', $level_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY on_topic DESC, of_level DESC, record_id), 1,
                   CASE WHEN bool_or(on_topic) THEN least(count(*) FILTER (WHERE on_topic), 50) ELSE 50 END) AS evidence
FROM listed
GROUP BY org_id
HAVING bool_or(on_topic) OR NOT bool_or(of_level AND communicated)
