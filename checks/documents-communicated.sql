-- Has every document been brought to the notice of all employees (UR 31.0.1)?
-- Facts: the registers of documents and of acknowledgements. The day of notice must have come and not precede the approval, and
-- nobody to whom the document was given to read may have let the day for it go by: in the edition that was given to them last, as
-- long as they work here. Who refused to sign has been told. A document that has been withdrawn is no longer one of them.
WITH last_given AS (
  SELECT org_id, document, person, max(coalesce(edition_on, issued_on)) AS edition
  FROM acknowledgements
  WHERE document IS NOT NULL
  GROUP BY org_id, document, person
),
waiting AS (
  SELECT given.org_id, given.document, count(*) AS people
  FROM acknowledgements AS given
  JOIN last_given ON last_given.org_id = given.org_id AND last_given.document = given.document
                 AND last_given.person = given.person
                 AND last_given.edition = coalesce(given.edition_on, given.issued_on)
  LEFT JOIN people ON people.org_id = given.org_id AND people.key = given.person
  WHERE given.acknowledge_by < $today AND (given.acknowledged_on IS NULL OR given.acknowledged_on > $today)
    AND (people.left_on IS NULL OR people.left_on > $today)
  GROUP BY given.org_id, given.document
),
judged AS (
  SELECT documents.org_id, record_id, key, coalesce(waiting.people, 0) AS waiting,
         coalesce(communicated_on > $today OR communicated_on < approved_on, communicated_on IS NULL)
           OR coalesce(waiting.people, 0) > 0 AS lacking
  FROM documents
  LEFT JOIN waiting ON waiting.org_id = documents.org_id AND waiting.document = documents.key
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-documents-not-communicated'
            ELSE 'reason-documents-communicated' END AS reason_key,
       named_struct('documents', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'waiting', sum(waiting),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
