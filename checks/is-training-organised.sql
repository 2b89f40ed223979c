-- Does the human resources service organise training in informatization and information security (UR 44)?
-- Facts: the training plan. Training held in the window, with people who took part: met. Without it the form decides: no row.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-training-organised' AS reason_key,
       named_struct('entries', count(*),
                    'people', cast(sum(people_trained) AS bigint),
                    'last', cast(max(held_on) AS text),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY held_on DESC, record_id), 1, 50) AS evidence
FROM training_plan
WHERE people_trained > 0 AND held_on <= $today AND held_on >= cast($today AS date) - cast($window AS interval)
GROUP BY org_id
