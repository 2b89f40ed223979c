-- Are the class of resources and their catalogue taken into account in the requirements (UR 72)?
-- Facts: the registers of terms of reference and of purchases; of each the last approved one for the object counts. One
-- of the two provides for it: met. Those that answer the question say no: not met. Neither answers it: the form
-- decides, no row.
WITH papers AS (
  SELECT object, record_id, key, approved_on, class_considered AS provided, 'terms' AS paper
  FROM terms_of_reference
  WHERE approved_on <= $today
  UNION ALL
  SELECT object, record_id, key, specification_on AS approved_on, class_considered AS provided, 'purchase' AS paper
  FROM procurements
  WHERE specification_on <= $today AND object IS NOT NULL AND state <> 'cancelled'
),
placed AS (
  SELECT object, record_id, key, approved_on, provided,
         row_number() OVER (PARTITION BY object, paper ORDER BY approved_on DESC, record_id DESC) AS place
  FROM papers
  WHERE provided IS NOT NULL
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(provided) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(provided) THEN 'reason-requirement-set' ELSE 'reason-requirement-not-set' END AS reason_key,
       named_struct('entry', first_value(key ORDER BY provided DESC, approved_on DESC, record_id),
                    'day', cast(first_value(approved_on ORDER BY provided DESC, approved_on DESC, record_id) AS text)) AS reason_args,
       array_agg(concat('record:', record_id) ORDER BY provided DESC, approved_on DESC, record_id) AS evidence
FROM placed
WHERE place = 1
GROUP BY object
