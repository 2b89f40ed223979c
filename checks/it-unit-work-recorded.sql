-- Did the IT unit do the work of its task (UR 14.2, 14.3, 14.4)?
-- Facts: the journal of the IT unit's works, of whose tasks `$point` tells one, as numbered here. Work of this task
-- that a paper shows, done in the window: met. Without it the form decides: no row.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-work-recorded' AS reason_key,
       named_struct('entries', count(*),
                    'last', cast(max(performed_on) AS text),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY performed_on DESC, record_id), 1, 50) AS evidence
FROM it_unit_works
WHERE duty = CASE $point WHEN 1 THEN 'assets' WHEN 2 THEN 'strategy' WHEN 3 THEN 'coordination' END
  AND trim(coalesce(document, '')) <> ''
  AND performed_on <= $today AND performed_on >= cast($today AS date) - cast($window AS interval)
GROUP BY org_id
