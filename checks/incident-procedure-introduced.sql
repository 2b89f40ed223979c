-- Is a formal procedure of reporting and handling incidents introduced (UR 38.7)?
-- Facts: the register of documents, where the procedure is a topic of its own. One approved and in force: met. Listed
-- but not yet in force: not met. Where the topic is not listed but an approved instruction for users or document
-- `other` stands there, the procedure may be in it: no row, and the form decides. Otherwise a register that is kept
-- lacks it: not met. A document that has been withdrawn is no longer one of them.
WITH listed AS (
  SELECT org_id, record_id,
         topic = 'incident_procedure' AS on_topic,
         coalesce(topic = 'incident_procedure' AND greatest(approved_on, in_force_on) <= $today AND approved_on IS NOT NULL, false)
           AS in_force,
         coalesce(topic IN ('user_incident_instruction', 'other') AND approved_on <= $today, false) AS perhaps
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(in_force) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(in_force) THEN 'reason-procedure-in-force'
            WHEN bool_or(on_topic) THEN 'reason-procedure-not-in-force'
            ELSE 'reason-topic-missing' END AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE on_topic)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, on_topic DESC, record_id), 1,
                   CASE WHEN bool_or(on_topic) THEN least(count(*) FILTER (WHERE on_topic), 50) ELSE 50 END) AS evidence
FROM listed
GROUP BY org_id
HAVING bool_or(on_topic) OR NOT bool_or(perhaps)
