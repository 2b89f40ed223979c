-- Is the procedure for a virtualised object laid down (UR 102.6.1, 102.9, 102.10)?
-- Facts: the register of documents, for every virtualised object of the organisation; `line` numbers the topics that
-- are asked of it. An approved document on the topic: met. Listed but not approved: not met. Where the topic is not
-- listed but an approved document on a kindred topic or on another matter stands there, the procedure may be in it: no
-- row, and the form decides. Otherwise a register that is kept lacks it: not met. A document that has been withdrawn is
-- no longer one of them.
WITH numbers AS (SELECT unnest(range(1, 4)) AS line),
topics AS (
  SELECT org_id, line, record_id, topic, coalesce(approved_on <= $today, false) AS approved,
         CASE line
           WHEN 1 THEN 'incident_procedure'
           WHEN 2 THEN 'change_procedure'
           WHEN 3 THEN 'recovery_procedure'
         END AS asked,
         CASE line
           WHEN 1 THEN topic IN ('user_incident_instruction', 'other')
           WHEN 2 THEN topic IN ('administrator_guide', 'other')
           WHEN 3 THEN topic IN ('continuity_plan', 'administrator_guide', 'backup_regulation', 'other')
         END AS kindred
  FROM documents CROSS JOIN numbers
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
),
listed AS (
  SELECT org_id, line, record_id, topic = asked AS on_topic, topic = asked AND approved AS in_force,
         kindred AND approved AS perhaps
  FROM topics
),
judged AS (
  SELECT org_id, line, bool_or(on_topic) AS listed, bool_or(in_force) AS in_force, count(*) AS documents,
         count(*) FILTER (WHERE on_topic) AS found,
         array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, on_topic DESC, record_id), 1,
                     CASE WHEN bool_or(on_topic) THEN least(count(*) FILTER (WHERE on_topic), 50) ELSE 50 END) AS evidence
  FROM listed
  GROUP BY org_id, line
  HAVING bool_or(on_topic) OR NOT bool_or(perhaps)
)
SELECT 'object' AS subject_kind,
       objects.key AS subject,
       CASE WHEN in_force THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN in_force THEN 'reason-topic-in-force'
            WHEN listed THEN 'reason-topic-unapproved'
            ELSE 'reason-topic-missing' END AS reason_key,
       named_struct('documents', documents, 'found', found) AS reason_args,
       evidence,
       line
FROM objects
JOIN judged ON judged.org_id = objects.org_id
WHERE objects.virtualised
