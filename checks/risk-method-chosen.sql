-- Is a method of risk assessment chosen (UR 37.1)?
-- Facts: the register of documents. A register that is kept but lacks an approved method decides: not met. Where there is
-- one, whether it follows the recommendations of the standard is for people to state: no row, and the form decides.
-- A document that has been withdrawn is no longer one of them.
WITH listed AS (
  SELECT org_id, record_id,
         coalesce(topic = 'risk_method', false) AS on_topic,
         coalesce(topic = 'risk_method' AND approved_on <= $today, false) AS in_force
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'not_met' AS status,
       CASE WHEN bool_or(on_topic) THEN 'reason-topic-unapproved' ELSE 'reason-topic-missing' END AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE on_topic)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY on_topic DESC, record_id), 1, 50) AS evidence
FROM listed
GROUP BY org_id
HAVING NOT bool_or(in_force)
