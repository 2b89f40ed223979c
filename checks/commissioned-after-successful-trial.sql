-- Was the information system commissioned only after its trial operation ended well (UR 87)?
-- Facts: the registers of trial operations and of objects. The last trial that began before the commissioning counts: one
-- that ended badly, later, or of which no positive end is on record, decides: not met. No trial on record: no row.
WITH trials AS (
  SELECT trial_operations.object, trial_operations.record_id, trial_operations.key, trial_operations.ended_on,
         trial_operations.result, objects.commissioned_on,
         row_number() OVER (PARTITION BY trial_operations.object
                            ORDER BY trial_operations.started_on DESC, trial_operations.record_id DESC) AS place
  FROM trial_operations
  JOIN objects ON objects.org_id = trial_operations.org_id AND objects.key = trial_operations.object
  WHERE objects.commissioned_on <= $today AND trial_operations.started_on <= objects.commissioned_on
),
judged AS (
  SELECT object, record_id, key, ended_on, commissioned_on,
         coalesce(result = 'positive' AND ended_on <= commissioned_on, false) AS passed
  FROM trials
  WHERE place = 1
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN passed THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN passed THEN 'reason-trial-passed' ELSE 'reason-trial-not-passed' END AS reason_key,
       named_struct('entry', key,
                    'ended', coalesce(cast(ended_on AS text), '-'),
                    'commissioned', cast(commissioned_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM judged
