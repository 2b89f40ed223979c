-- Has every document been revised within the period (UR 31.0.2)?
-- Facts: the register of documents. The period runs from the last revision, or from the approval; a document with
-- neither day proves nothing, so it keeps the status from being better than unknown.
-- A document that has been withdrawn is no longer one of them.
WITH judged AS (
  SELECT org_id, record_id, key, coalesce(revised_on, approved_on) AS last_on
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
),
aged AS (
  SELECT *, coalesce(last_on < cast($today AS date) - cast($period AS interval), false) AS overdue, coalesce(last_on > $today, true) AS undated
  FROM judged
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(overdue) THEN 'not_met' WHEN bool_or(undated) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(overdue) THEN 'reason-documents-not-revised'
            WHEN bool_or(undated) THEN 'reason-documents-undated'
            ELSE 'reason-documents-revised' END AS reason_key,
       named_struct('documents', count(*),
                    'overdue', count(*) FILTER (WHERE overdue),
                    'undated', count(*) FILTER (WHERE undated),
                    'first', coalesce(min(CASE WHEN overdue THEN key END), min(CASE WHEN undated THEN key END), '-'),
                    'oldest', coalesce(cast(min(last_on) AS text), '-'),
                    'limit', $period_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY overdue DESC, undated DESC, record_id), 1, 50) AS evidence
FROM aged
GROUP BY org_id
