-- Is there an approved document of the level asked for with the rules for physical protection and uninterrupted work of
-- assets (UR 33.7)?
-- Facts: the register of documents. A register that is kept but lacks the document decides: not met.
-- A document that has been withdrawn is no longer one of them.
WITH listed AS (
  SELECT org_id, record_id, level,
         coalesce(topic = 'physical_rules', false) AS on_topic,
         coalesce(topic = 'physical_rules' AND level = $level AND approved_on <= $today, false) AS in_force
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(in_force) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(in_force) THEN 'reason-document-in-force'
            WHEN bool_or(on_topic) THEN 'reason-document-not-in-force'
            ELSE 'reason-document-missing' END AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE on_topic), 'level', $level_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, on_topic DESC, record_id), 1,
                   CASE WHEN bool_or(on_topic) THEN least(count(*) FILTER (WHERE on_topic), 50) ELSE 50 END) AS evidence
FROM listed
GROUP BY org_id
