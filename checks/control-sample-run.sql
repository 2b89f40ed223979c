-- Was the control sample run on the version built from the source texts (UR 75.2.3)?
-- Facts: the register of source texts handed over; the last transfer counts. One that says it failed, or whose act is signed
-- although this was not done, decides: not met. Not done while the acceptance goes on: unknown. No transfer on record: no
-- row, and the form decides.
WITH placed AS (
  SELECT object, record_id, key, sample_run_on AS done_on,
         coalesce(sample_result = 'ok' AND sample_run_on <= $today, false) AS passed, coalesce(sample_result = 'failed', false) AS failed,
         coalesce(act_on <= $today, false) AS accepted,
         row_number() OVER (PARTITION BY object ORDER BY handed_over_on DESC, record_id DESC) AS place
  FROM source_codes
  WHERE handed_over_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN passed THEN 'met' WHEN failed OR accepted THEN 'not_met' ELSE 'unknown' END AS status,
       CASE WHEN passed THEN 'reason-acceptance-passed'
            WHEN failed THEN 'reason-acceptance-failed'
            ELSE 'reason-acceptance-not-done' END AS reason_key,
       named_struct('entry', key,
                    'day', coalesce(cast(done_on AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1
