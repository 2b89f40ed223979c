-- Is there a document on the topic at all, of which people state whether it follows an act (UR 32-1, 37.1)?
-- Facts: the register of documents; `line` numbers the topics that are asked of it. Listed but not approved, or a
-- register that is kept and has neither it nor an approved document on a kindred topic or on another matter that may
-- hold it: not met. Where there is one, whether it follows the acts of the regulator (32-1) or the recommendations of
-- the standard (37.1) is for people to state: no row, and the form decides. A document that has been withdrawn is no
-- longer one of them.
WITH numbers AS (SELECT unnest(range(1, 3)) AS line),
topics AS (
  SELECT org_id, line, record_id, topic, coalesce(approved_on <= $today, false) AS approved,
         CASE line WHEN 1 THEN 'risk_analysis_procedures' WHEN 2 THEN 'financial_documents' END AS asked,
         CASE line WHEN 1 THEN topic IN ('risk_method', 'other') WHEN 2 THEN topic = 'other' END AS kindred
  FROM documents CROSS JOIN numbers
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
),
listed AS (
  SELECT org_id, line, record_id, topic = asked AS on_topic, topic = asked AND approved AS in_force,
         kindred AND approved AS perhaps
  FROM topics
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'not_met' AS status,
       CASE WHEN bool_or(on_topic) THEN 'reason-topic-unapproved' ELSE 'reason-topic-missing' END AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE on_topic)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY on_topic DESC, record_id), 1,
                   CASE WHEN bool_or(on_topic) THEN least(count(*) FILTER (WHERE on_topic), 50) ELSE 50 END) AS evidence,
       line
FROM listed
GROUP BY org_id, line
HAVING NOT bool_or(in_force) AND (bool_or(on_topic) OR NOT bool_or(perhaps))
