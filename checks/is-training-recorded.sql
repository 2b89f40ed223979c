-- Is the training of staff recorded (UR 44)?
-- Facts: the register of training. One without an entry in the window no longer shows that it is kept: unknown.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN max(completed_on) >= cast($today AS date) - cast($window AS interval) THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN max(completed_on) >= cast($today AS date) - cast($window AS interval) THEN 'reason-training-recorded'
            ELSE 'reason-training-old' END AS reason_key,
       named_struct('entries', count(*),
                    'people', count(DISTINCT person),
                    'last', cast(max(completed_on) AS text),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY completed_on DESC, record_id), 1, 50) AS evidence
FROM training
WHERE completed_on <= $today
GROUP BY org_id
