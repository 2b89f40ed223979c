-- Is the matter laid down in a document of its own (UR 36.4.1, 37.3, 42)?
-- Facts: the register of documents; `line` numbers the topics that are asked of it. An approved document on the topic:
-- met. Listed but not approved: not met. Where the topic is not listed but an approved document on a kindred topic or
-- on another matter stands there, the matter may be in it: no row, and the form decides. Otherwise a register that is
-- kept lacks it: not met. A document that has been withdrawn is no longer one of them.
WITH numbers AS (SELECT unnest(range(1, 4)) AS line),
topics AS (
  SELECT org_id, line, record_id, topic, coalesce(approved_on <= $today, false) AS approved,
         CASE line
           WHEN 1 THEN 'asset_handling_rules'
           WHEN 2 THEN 'risk_acceptance_criteria'
           WHEN 3 THEN 'dismissal_procedure'
         END AS asked,
         CASE line
           WHEN 1 THEN topic IN ('asset_rules', 'other')
           WHEN 2 THEN topic IN ('risk_method', 'risk_analysis_procedures', 'other')
           WHEN 3 THEN topic IN ('access_rules', 'asset_handling_rules', 'other')
         END AS kindred
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
       CASE WHEN bool_or(in_force) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(in_force) THEN 'reason-topic-in-force'
            WHEN bool_or(on_topic) THEN 'reason-topic-unapproved'
            ELSE 'reason-topic-missing' END AS reason_key,
       named_struct('documents', count(*), 'found', count(*) FILTER (WHERE on_topic)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, on_topic DESC, record_id), 1,
                   CASE WHEN bool_or(on_topic) THEN least(count(*) FILTER (WHERE on_topic), 50) ELSE 50 END) AS evidence,
       line
FROM listed
GROUP BY org_id, line
HAVING bool_or(on_topic) OR NOT bool_or(perhaps)
