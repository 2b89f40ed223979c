-- Is the staff prepared before the trial operation as the system's class asks (UR 84.3.1, 84.3.2, 84.3.3)?
-- Facts: the registers of objects, of trial operations (the last one counts) and of documents of objects. Training for
-- class 1, video and multimedia materials for class 2, a help system or operating instructions for class 3: on record
-- with a day not after the first of the trial, met; with a later day, or where the entry of the trial names the way of
-- another class, not met. Nothing on record, or no day: the form decides, no row. While the object is not in trial
-- there is no row: an earlier trial says nothing of the next. A statement binds the systems of its own class, so one
-- query serves all three.
WITH trials AS (
  SELECT objects.key AS object, trials.record_id, trials.key, trials.started_on, trials.staff_preparation, trials.staff_prepared_on,
         CASE objects.class WHEN 1 THEN 'training' WHEN 2 THEN 'multimedia' WHEN 3 THEN 'help' END AS asked,
         row_number() OVER (PARTITION BY objects.key ORDER BY trials.started_on DESC, trials.record_id DESC) AS place
  FROM objects
  JOIN trial_operations AS trials ON trials.object = objects.key
  WHERE objects.stage = 'trial' AND trials.started_on <= $today
),
noted AS (
  SELECT object, key, started_on, asked, record_id, staff_preparation AS way, staff_prepared_on AS made_on
  FROM trials
  WHERE place = 1 AND staff_preparation IS NOT NULL
  UNION ALL
  SELECT trials.object, trials.key, trials.started_on, trials.asked, documents.record_id,
         trials.asked AS way, documents.approved_on AS made_on
  FROM trials
  JOIN object_documents AS documents ON documents.object = trials.object
  WHERE trials.place = 1
    AND (trials.asked = 'multimedia' AND documents.kind = 'training_material'
         OR trials.asked = 'help' AND documents.kind IN ('help', 'operating_instruction'))
),
judged AS (
  SELECT object, key, started_on, record_id, made_on,
         way = asked AND coalesce(made_on <= started_on, false) AS in_time,
         way = asked AND made_on IS NULL AS undated,
         way = asked AS fitting
  FROM noted
  WHERE asked IS NOT NULL
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(in_time) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(in_time) THEN 'reason-staff-prepared'
            WHEN bool_or(fitting) THEN 'reason-staff-prepared-late'
            ELSE 'reason-staff-prepared-otherwise' END AS reason_key,
       named_struct('entry', min(key),
                    'since', cast(min(started_on) AS text),
                    'day', coalesce(cast(min(CASE WHEN fitting THEN made_on END) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY in_time DESC, fitting DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY object
HAVING bool_or(in_time) OR NOT bool_or(undated)
