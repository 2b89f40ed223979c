-- Does the information security unit coordinate the work on security (UR 30.0.1)?
-- Facts: the plan of that work, whose measures each name who of the unit coordinates them. One done in the window, with its
-- outcome: met. Without one the form decides: no row.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-work-recorded' AS reason_key,
       named_struct('entries', count(*),
                    'last', cast(max(done_on) AS text),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY done_on DESC, record_id), 1, 50) AS evidence
FROM is_work_plan
WHERE trim(coalesce(outcome, '')) <> ''
  AND done_on <= $today AND done_on >= cast($today AS date) - cast($window AS interval)
GROUP BY org_id
