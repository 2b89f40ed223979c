-- Is information on requests to the system recorded automatically (UR 89.3)?
-- Facts: requests that the object's applications recorded within the window (HTTP activity, as the web servers' logs have
-- it). Logs in which Talap recognises no request prove nothing either way: no row, and the form decides.
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-requests-recorded' AS reason_key,
       named_struct('events', count(*),
                    'last', to_char(max(received_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       make_array(concat('event:', cast(max(seq) AS text))) AS evidence
FROM events
WHERE class_uid = 4002 AND kind = 'application' AND fault IS NULL
  AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
GROUP BY object
