-- Are copies of the object's technical documentation on the architectural portal (UR 13-1)?
-- Facts: the registers of objects and of their documents: approved terms of reference, design documents, manuals,
-- instructions and descriptions of algorithms. All are there: met. An object has been commissioned and not one is
-- there: not met. Some are there: whether the rules ask for the others too is for people to state; then, and without
-- documents, the form decides: no row.
WITH listed AS (
  SELECT objects.key AS object, documents.record_id, documents.key, documents.portal_on,
         coalesce(documents.portal_on <= $today, false) AS placed,
         coalesce(objects.commissioned_on <= $today, false) AS commissioned
  FROM objects
  JOIN object_documents AS documents ON documents.org_id = objects.org_id AND documents.object = objects.key
  WHERE documents.approved_on <= $today
    AND documents.kind IN ('terms', 'design', 'user_manual', 'administrator_manual', 'operating_instruction', 'algorithm')
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_and(placed) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_and(placed) THEN 'reason-documentation-placed' ELSE 'reason-documentation-not-placed' END AS reason_key,
       named_struct('documents', count(*),
                    'first', min(key),
                    'last', coalesce(cast(max(CASE WHEN placed THEN portal_on END) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY record_id), 1, 50) AS evidence
FROM listed
GROUP BY object
HAVING bool_and(placed) OR NOT bool_or(placed) AND bool_or(commissioned)
