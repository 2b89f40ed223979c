-- Has the financial organisation set the list of its internal documents that detail the security policy (UR 32-1)?
-- Facts: the register of documents, where the list is a topic of its own. Listed but not approved, or a register that
-- is kept and has neither the list nor an approved document `other` that may be it: not met. Where it is approved,
-- whether it follows the acts of the regulator is for people to state: no row, and the form decides. A document that
-- has been withdrawn is no longer one of them.
WITH listed AS (
  SELECT org_id, record_id,
         topic = 'financial_documents' AS on_topic,
         coalesce(topic = 'financial_documents' AND approved_on <= $today, false) AS in_force,
         coalesce(topic = 'other' AND approved_on <= $today, false) AS perhaps
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'not_met' AS status,
       CASE WHEN bool_or(on_topic) THEN 'reason-topic-unapproved' ELSE 'reason-topic-missing' END AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE on_topic)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY on_topic DESC, record_id), 1,
                   CASE WHEN bool_or(on_topic) THEN least(count(*) FILTER (WHERE on_topic), 50) ELSE 50 END) AS evidence
FROM listed
GROUP BY org_id
HAVING NOT bool_or(in_force) AND (bool_or(on_topic) OR NOT bool_or(perhaps))
