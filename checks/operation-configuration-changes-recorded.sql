-- Are changes of configuration recorded (UR 89.4)?
-- Facts: the log of changes that were made. One within the window: met. None may mean that nothing was changed: no row,
-- and the form decides.
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-changes-recorded' AS reason_key,
       named_struct('entries', count(*),
                    'last', to_char(max(made_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY made_at DESC), 1, 50) AS evidence
FROM configuration_changes
WHERE made_at > cast($now AS timestamptz) - cast($window AS interval) AND made_at <= $now
GROUP BY object
