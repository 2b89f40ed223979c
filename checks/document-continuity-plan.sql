-- Is the continuity and recovery plan among the documents of the level asked for (UR 34.3)?
-- Facts: the register of documents, without those that have been withdrawn. An approved document on the topic and of
-- the level: met. Where the topic is not listed but an approved document of the level stands there as `other`, it may
-- be this one: no row, and the form decides. Otherwise a register that is kept lacks it: not met.
WITH listed AS (
  SELECT org_id, record_id,
         coalesce(topic = 'continuity_plan', false) AS on_topic,
         coalesce(topic = 'continuity_plan' AND level = $level AND approved_on <= $today, false) AS in_force,
         coalesce(topic = 'other' AND level = $level AND approved_on <= $today, false) AS perhaps
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
HAVING bool_or(on_topic) OR NOT bool_or(perhaps)
