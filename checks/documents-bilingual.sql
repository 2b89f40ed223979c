-- Does every document exist in Kazakh and in Russian (UR 31.0.1)?
-- Facts: the register of documents. One without its title in a language, or with the text attached in one language only,
-- lacks the other: not met. All with both texts attached: met. A title is no text, and the texts may be kept elsewhere: where
-- none is attached, people state it: no row, and the form decides.
-- A document that has been withdrawn is no longer one of them.
WITH judged AS (
  SELECT org_id, record_id, key,
         trim(coalesce(title_kk, '')) = '' OR trim(coalesce(title_ru, '')) = ''
           OR (file_kk IS NULL) <> (file_ru IS NULL) AS lacking,
         file_kk IS NOT NULL AND file_ru IS NOT NULL AS attached
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-documents-not-bilingual'
            ELSE 'reason-documents-bilingual' END AS reason_key,
       named_struct('documents', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
HAVING bool_or(lacking) OR bool_and(attached)
