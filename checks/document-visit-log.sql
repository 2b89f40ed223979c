-- Is there a document of the level asked for that is the journal of visits to server rooms (UR 35.2)?
-- Facts: the register of documents. A journal is filled in rather than approved, so approval is not asked for here. A
-- register that is kept but lacks the document decides: not met.
-- A document that has been withdrawn is no longer one of them.
WITH listed AS (
  SELECT org_id, record_id, level,
         coalesce(topic = 'visit_log', false) AS on_topic,
         coalesce(topic = 'visit_log' AND level = $level, false) AS kept
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(kept) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(kept) THEN 'reason-journal-listed'
            WHEN bool_or(on_topic) THEN 'reason-journal-other-level'
            ELSE 'reason-document-missing' END AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE on_topic), 'level', $level_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY kept DESC, on_topic DESC, record_id), 1,
                   CASE WHEN bool_or(on_topic) THEN least(count(*) FILTER (WHERE on_topic), 50) ELSE 50 END) AS evidence
FROM listed
GROUP BY org_id
