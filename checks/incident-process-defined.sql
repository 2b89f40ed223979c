-- Is a formal process of handling incidents defined (UR 102.6.1)?
-- Facts: the register of documents, where this is a topic of its own, for every virtualised object of the organisation.
-- An approved document on it: met. Listed but not approved: not met. Where the topic is not listed but an approved
-- instruction for users or document `other` stands there, the matter may be in it: no row, and the form decides.
-- Otherwise a register that is kept lacks it: not met. A document that has been withdrawn is no longer one of them.
WITH listed AS (
  SELECT org_id, record_id,
         topic = 'incident_procedure' AS on_topic,
         coalesce(topic = 'incident_procedure' AND approved_on <= $today, false) AS in_force,
         coalesce(topic IN ('user_incident_instruction', 'other') AND approved_on <= $today, false) AS perhaps
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
),
judged AS (
  SELECT org_id, bool_or(on_topic) AS listed, bool_or(in_force) AS in_force, count(*) AS documents,
         count(*) FILTER (WHERE on_topic) AS found,
         array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, on_topic DESC, record_id), 1,
                     CASE WHEN bool_or(on_topic) THEN least(count(*) FILTER (WHERE on_topic), 50) ELSE 50 END) AS evidence
  FROM listed
  GROUP BY org_id
  HAVING bool_or(on_topic) OR NOT bool_or(perhaps)
)
SELECT 'object' AS subject_kind,
       objects.key AS subject,
       CASE WHEN in_force THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN in_force THEN 'reason-topic-in-force'
            WHEN listed THEN 'reason-topic-unapproved'
            ELSE 'reason-topic-missing' END AS reason_key,
       named_struct('documents', documents, 'found', found) AS reason_args,
       evidence
FROM objects
JOIN judged ON judged.org_id = objects.org_id
WHERE objects.virtualised
