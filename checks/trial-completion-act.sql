-- Is there an act of completion of the trial operation (UR 85.0.3)?
-- Facts: the register of trial operations; the last trial of the object counts. One that has ended, or whose object is
-- already commissioned, without the number and day of its act decides: not met. A trial that still runs has no row.
WITH trials AS (
  SELECT object, record_id, key, started_on, ended_on, act_number, act_on,
         row_number() OVER (PARTITION BY object ORDER BY started_on DESC, record_id DESC) AS place
  FROM trial_operations
  WHERE started_on <= $today
),
judged AS (
  SELECT trials.object, trials.record_id, trials.key, trials.act_number, trials.act_on,
         trim(coalesce(trials.act_number, '')) <> '' AND coalesce(trials.act_on <= $today, false) AS has_act
  FROM trials
  LEFT JOIN objects ON objects.key = trials.object
  WHERE trials.place = 1 AND (trials.ended_on <= $today OR objects.commissioned_on <= $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN has_act THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN has_act THEN 'reason-paper-on-record' ELSE 'reason-paper-missing' END AS reason_key,
       named_struct('entry', key,
                    'number', coalesce(act_number, '-'),
                    'day', coalesce(cast(act_on AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM judged
