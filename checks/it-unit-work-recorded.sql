-- Did the IT unit do the work of its task (UR 14.2, 14.3, 14.4)?
-- Facts: the journal of the IT unit's works; `line` numbers the tasks that are asked of it. Work of the task that a
-- paper shows, done in the window: met. Without it the form decides: no row.
WITH works AS (
  SELECT org_id, record_id, performed_on,
         CASE duty WHEN 'assets' THEN 1 WHEN 'strategy' THEN 2 WHEN 'coordination' THEN 3 END AS line
  FROM it_unit_works
  WHERE trim(coalesce(document, '')) <> ''
    AND performed_on <= $today AND performed_on >= cast($today AS date) - cast($window AS interval)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-work-recorded' AS reason_key,
       named_struct('entries', count(*),
                    'last', cast(max(performed_on) AS text),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY performed_on DESC, record_id), 1, 50) AS evidence,
       line
FROM works
WHERE line IS NOT NULL
GROUP BY org_id, line
