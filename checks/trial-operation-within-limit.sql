-- Does, or did, the trial operation of the information system last no longer than allowed (UR 85.0.4)?
-- Facts: the register of objects: the day the trial began, and the day of commissioning or else today. A system in
-- operation whose day of commissioning is not recorded proves nothing: unknown.
WITH trials AS (
  SELECT key AS object, record_id, trial_started_on,
         CASE WHEN stage = 'trial' THEN $today ELSE commissioned_on END AS ended_on,
         cast(trial_started_on + cast($limit AS interval) AS date) AS latest_on
  FROM objects
  WHERE trial_started_on <= $today AND stage IN ('trial', 'operation')
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN ended_on IS NULL THEN 'unknown' WHEN ended_on <= latest_on THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN ended_on IS NULL THEN 'reason-trial-end-unknown'
            WHEN ended_on <= latest_on THEN 'reason-trial-within-limit'
            ELSE 'reason-trial-too-long' END AS reason_key,
       named_struct('since', cast(trial_started_on AS text),
                    'until', coalesce(cast(ended_on AS text), '-'),
                    'latest', cast(latest_on AS text),
                    'limit', $limit_value) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM trials
