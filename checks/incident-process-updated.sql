-- Is the formal process of handling incidents brought up to date in time (UR 102.6.1)?
-- Facts: the register of documents, where the procedure is a topic of its own, for every virtualised object of the
-- organisation. The newest revision, or approval, within the period: met; older: not met. Where the procedure is not
-- listed, or without a day, people state it: no row, and the form decides.
WITH procedures AS (
  SELECT org_id, count(*) AS documents, max(coalesce(revised_on, approved_on)) AS last_on,
         last_value(record_id ORDER BY coalesce(revised_on, approved_on)) AS document
  FROM documents
  WHERE topic = 'incident_procedure' AND coalesce(revised_on, approved_on) <= $today
    AND (withdrawn_on IS NULL OR withdrawn_on > $today)
  GROUP BY org_id
),
judged AS (
  SELECT objects.key AS object, document, documents, last_on,
         cast(last_on + cast($period AS interval) AS date) AS latest_on
  FROM objects
  JOIN procedures ON procedures.org_id = objects.org_id
  WHERE objects.virtualised
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN latest_on >= $today THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN latest_on >= $today THEN 'reason-incident-process-current' ELSE 'reason-incident-process-overdue' END AS reason_key,
       named_struct('documents', documents, 'last', cast(last_on AS text), 'latest', cast(latest_on AS text), 'limit', $period_value) AS reason_args,
       make_array(concat('record:', document)) AS evidence
FROM judged
