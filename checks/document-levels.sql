-- Does the documentation on information security have all its levels (UR 31)?
-- Facts: the register of documents; a level is present when a document of it is listed.
-- A document that has been withdrawn is no longer one of them.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN count(DISTINCT level) >= $levels THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN count(DISTINCT level) >= $levels THEN 'reason-document-levels-complete'
            ELSE 'reason-document-levels-missing' END AS reason_key,
       named_struct('documents', count(*), 'present', count(DISTINCT level), 'levels', $levels_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY level, record_id), 1, 50) AS evidence
FROM documents
WHERE level BETWEEN 1 AND $levels AND (withdrawn_on IS NULL OR withdrawn_on > $today)
GROUP BY org_id
