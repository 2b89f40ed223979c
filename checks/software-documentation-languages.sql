-- Is the documentation for operating the software in Kazakh and in Russian (UR 73.5)?
-- Facts: the registers of objects and of their documents: manuals of users and administrators and operating
-- instructions. Each kind that is there is in both languages: met. One that is there in one of them only, while the
-- object is in trial or commercial operation: not met; before that the other may still come. Then, and without any, the
-- form decides: no row.
WITH manuals AS (
  SELECT documents.object, documents.record_id, documents.key,
         coalesce(objects.stage IN ('trial', 'operation'), false) AS operated,
         max(CASE WHEN documents.language IN ('kk', 'both') THEN 1 ELSE 0 END)
           OVER (PARTITION BY documents.object, documents.kind) AS in_kazakh,
         max(CASE WHEN documents.language IN ('ru', 'both') THEN 1 ELSE 0 END)
           OVER (PARTITION BY documents.object, documents.kind) AS in_russian
  FROM object_documents AS documents
  JOIN objects ON objects.key = documents.object
  WHERE documents.kind IN ('user_manual', 'administrator_manual', 'operating_instruction')
    AND coalesce(documents.approved_on <= $today, true)
),
judged AS (
  SELECT object, record_id, key, operated, in_kazakh + in_russian < 2 AS lacking
  FROM manuals
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-manuals-not-bilingual' ELSE 'reason-manuals-bilingual' END AS reason_key,
       named_struct('manuals', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY object
HAVING NOT bool_or(lacking) OR bool_or(operated)
