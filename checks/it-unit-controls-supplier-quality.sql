-- Does the IT unit control the quality of suppliers' services (UR 14.5)?
-- Facts: the journal of the IT unit's works. Work of this task that a paper shows, done in the window: met. Without it
-- the form decides: no row.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-work-recorded' AS reason_key,
       named_struct('entries', count(*),
                    'last', cast(max(performed_on) AS text),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY performed_on DESC, record_id), 1, 50) AS evidence
FROM it_unit_works
WHERE duty = 'supplier_quality' AND trim(coalesce(document, '')) <> ''
  AND performed_on <= $today AND performed_on >= cast($today AS date) - cast($window AS interval)
GROUP BY org_id
