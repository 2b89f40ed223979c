-- Do the terms of reference or the specification of a purchase set what the statement asks (UR 72, 103, 109)?
-- Facts: the registers of terms of reference and of purchases; `line` numbers the statements that both answer. Of each
-- the last approved one for the object that answers a line counts. One of the two provides for it: met. Those that
-- answer say no: not met. Neither answers it: the form decides, no row.
WITH numbers AS (SELECT unnest(range(1, 4)) AS line),
papers AS (
  SELECT object, record_id, key, approved_on, class_considered, server_configuration, storage_requirements, 'terms' AS paper
  FROM terms_of_reference
  WHERE approved_on <= $today
  UNION ALL
  SELECT object, record_id, key, specification_on, class_considered, server_configuration, storage_requirements, 'purchase'
  FROM procurements
  WHERE specification_on <= $today AND object IS NOT NULL AND state <> 'cancelled'
),
answers AS (
  SELECT object, line, record_id, key, approved_on, paper,
         CASE line WHEN 1 THEN class_considered WHEN 2 THEN server_configuration WHEN 3 THEN storage_requirements END AS provided
  FROM papers CROSS JOIN numbers
),
placed AS (
  SELECT object, line, record_id, key, approved_on, provided,
         row_number() OVER (PARTITION BY object, line, paper ORDER BY approved_on DESC, record_id DESC) AS place
  FROM answers
  WHERE provided IS NOT NULL
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(provided) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(provided) THEN 'reason-requirement-set' ELSE 'reason-requirement-not-set' END AS reason_key,
       named_struct('entry', first_value(key ORDER BY provided DESC, approved_on DESC, record_id),
                    'day', cast(first_value(approved_on ORDER BY provided DESC, approved_on DESC, record_id) AS text)) AS reason_args,
       array_agg(concat('record:', record_id) ORDER BY provided DESC, approved_on DESC, record_id) AS evidence,
       line
FROM placed
WHERE place = 1
GROUP BY object, line
