-- Are the acceptance criteria determined, agreed and put in writing before the commissioning (UR 86)?
-- Facts: the register of commissionings; the last entry counts. Criteria with a document, its day and those who agreed: met.
-- A commissioning whose day has come without them decides: not met; while it is prepared: unknown. None on record: no row.
WITH placed AS (
  SELECT object, record_id, key, criteria_document, criteria_on,
         trim(coalesce(criteria_document, '')) <> '' AND trim(coalesce(criteria_agreed_with, '')) <> ''
           AND coalesce(criteria_on <= coalesce(commissioned_on, $today), false) AS documented,
         coalesce(commissioned_on <= $today, false) AS is_over,
         row_number() OVER (PARTITION BY object ORDER BY commissioned_on DESC NULLS FIRST, record_id DESC) AS place
  FROM commissionings
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN documented THEN 'met' WHEN is_over THEN 'not_met' ELSE 'unknown' END AS status,
       CASE WHEN documented THEN 'reason-paper-on-record' ELSE 'reason-criteria-missing' END AS reason_key,
       named_struct('entry', key,
                    'number', coalesce(criteria_document, '-'),
                    'day', coalesce(cast(criteria_on AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1
