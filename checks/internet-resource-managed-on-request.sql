-- Does the operator manage the Internet resource, and place and update resources on it, on the owner's request (UR 63)?
-- Facts: the register of applications to the operator: those for management or content of the resource. One that was
-- answered and carried out within the window: met. Without it the form decides: no row.
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-operator-requests-done' AS reason_key,
       named_struct('requests', count(*),
                    'entry', last_value(key ORDER BY answered_on, record_id),
                    'last', cast(max(answered_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY answered_on DESC, record_id), 1, 50) AS evidence
FROM operator_requests
WHERE kind = 'content' AND state = 'done' AND object IS NOT NULL
  AND answered_on <= $today AND answered_on >= cast($today AS date) - cast($window AS interval)
GROUP BY object
