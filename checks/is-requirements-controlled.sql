-- Does the information security unit control how the documents' requirements are met (UR 30.0.1)?
-- Facts: the journal of checks. An entry in the window shows that it is done: met. Without one the form decides: no row.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-work-recorded' AS reason_key,
       named_struct('entries', count(*),
                    'last', cast(max(checked_on) AS text),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY checked_on DESC, record_id), 1, 50) AS evidence
FROM is_controls
WHERE checked_on <= $today AND checked_on >= cast($today AS date) - cast($window AS interval)
GROUP BY org_id
