-- Is a model of the violator drawn up (UR 37.2.4)?
-- Facts: the register of documents, where the model is a topic of its own, and the model itself by category of
-- violator. An approved document or an approved category: met. Only drafts of either: not met. Where there is neither
-- but an approved catalogue of threats or document `other`, the model may be in it: no row, and the form decides.
-- Otherwise registers that are kept lack it: not met. What has been withdrawn does not count.
WITH listed AS (
  SELECT org_id, record_id, topic, approved_on
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
  UNION ALL
  SELECT org_id, record_id, 'category' AS topic, approved_on
  FROM violators
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
),
judged AS (
  SELECT org_id, record_id,
         topic IN ('violator_model', 'category') AS of_model,
         coalesce(topic = 'violator_model' AND approved_on <= $today, false) AS approved_document,
         coalesce(topic = 'category' AND approved_on <= $today, false) AS approved_category,
         coalesce(topic IN ('threat_catalogue', 'other') AND approved_on <= $today, false) AS perhaps
  FROM listed
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(approved_document OR approved_category) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(approved_document OR approved_category) THEN 'reason-violator-model-approved'
            WHEN bool_or(of_model) THEN 'reason-violator-model-drafts'
            ELSE 'reason-violator-model-missing' END AS reason_key,
       named_struct('documents', count(*) FILTER (WHERE approved_document),
                    'categories', count(*) FILTER (WHERE approved_category),
                    'drafts', count(*) FILTER (WHERE of_model AND NOT (approved_document OR approved_category))) AS reason_args,
       array_slice(array_agg(concat('record:', record_id)
                             ORDER BY approved_document DESC, approved_category DESC, of_model DESC, record_id), 1,
                   CASE WHEN bool_or(of_model) THEN least(count(*) FILTER (WHERE of_model), 50) ELSE 50 END) AS evidence
FROM judged
GROUP BY org_id
HAVING bool_or(of_model) OR NOT bool_or(perhaps)
