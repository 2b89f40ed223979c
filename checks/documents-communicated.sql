-- Has every document been brought to the notice of all employees (UR 31.0.1)?
-- Facts: the register of documents; the day of notice must have come and not precede the approval.
-- A document that has been withdrawn is no longer one of them.
WITH judged AS (
  SELECT org_id, record_id, key,
         coalesce(communicated_on > $today OR communicated_on < approved_on, communicated_on IS NULL) AS lacking
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-documents-not-communicated'
            ELSE 'reason-documents-communicated' END AS reason_key,
       named_struct('documents', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
