-- Does the system software record successful and failed access (UR 118.1.2)?
-- Facts: log-ons within the window. Met when the log holds both kinds. With one kind only, or none that Talap recognises,
-- nothing is shown either way: no row, and the form decides.
WITH attempts AS (
  SELECT object, seq, received_at,
         attributes LIKE '%"status":"success"%' AS succeeded,
         attributes LIKE '%"status":"failure"%' AS failed
  FROM events
  WHERE class_uid = 3002 AND kind <> 'talap' AND fault IS NULL AND attributes LIKE '%"activity":"logon"%'
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-access-recorded' AS reason_key,
       named_struct('succeeded', count(*) FILTER (WHERE succeeded),
                    'failed', count(*) FILTER (WHERE failed),
                    'last', to_char(max(received_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       make_array(concat('event:', cast(max(CASE WHEN succeeded THEN seq END) AS text)),
                  concat('event:', cast(max(CASE WHEN failed THEN seq END) AS text))) AS evidence
FROM attempts
GROUP BY object
HAVING bool_or(succeeded) AND bool_or(failed)
