-- Is it put in writing how the trial operation is carried out (UR 85.0.1)?
-- Facts: the registers of trial operations (the last one counts) and of documents of objects. A programme named in the
-- entry, or approved among the documents of the object: met. A trial that has begun without either decides: not met. A
-- programme that is listed but not approved: the form decides, no row, as it does where there is no trial on record.
WITH trials AS (
  SELECT object, record_id, key, started_on, nullif(trim(coalesce(programme, '')), '') AS programme,
         row_number() OVER (PARTITION BY object ORDER BY started_on DESC, record_id DESC) AS place
  FROM trial_operations
  WHERE started_on <= $today
),
programmes AS (
  SELECT object, bool_or(approved_on <= $today) AS approved,
         first_value(title ORDER BY approved_on DESC NULLS LAST, record_id) AS title,
         first_value(record_id ORDER BY approved_on DESC NULLS LAST, record_id) AS record_id
  FROM object_documents
  WHERE kind = 'trial_programme'
  GROUP BY object
)
SELECT 'object' AS subject_kind,
       trials.object AS subject,
       CASE WHEN programme IS NOT NULL OR approved THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN programme IS NOT NULL OR approved THEN 'reason-trial-programme' ELSE 'reason-trial-programme-missing' END AS reason_key,
       named_struct('entry', trials.key,
                    'since', cast(started_on AS text),
                    'programme', coalesce(programme, title, '-')) AS reason_args,
       CASE WHEN programmes.record_id IS NULL THEN make_array(concat('record:', trials.record_id))
            ELSE make_array(concat('record:', trials.record_id), concat('record:', programmes.record_id)) END AS evidence
FROM trials
LEFT JOIN programmes ON programmes.object = trials.object
WHERE place = 1 AND (programme IS NOT NULL OR programmes.record_id IS NULL OR approved)
