-- Are the operating figures of performance controlled and regulated (UR 89.5)?
-- Facts: the log of operating figures, without those of single components. Entries within the window, and something
-- done about each that passed its limit: met. One that passed it without anything done: not met. A log without an entry
-- in the window no longer shows that it is kept: no row, and the form decides.
WITH figures AS (
  SELECT org_id, object, record_id, measured_at,
         exceeded AND trim(coalesce(action, '')) = '' AS unanswered, exceeded
  FROM operating_figures
  WHERE figure <> 'component'
    AND measured_at > cast($now AS timestamptz) - cast($window AS interval) AND measured_at <= $now
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(unanswered) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(unanswered) THEN 'reason-figures-unanswered' ELSE 'reason-figures-controlled' END AS reason_key,
       named_struct('entries', count(*),
                    'exceeded', count(*) FILTER (WHERE exceeded),
                    'unanswered', count(*) FILTER (WHERE unanswered),
                    'last', to_char(max(measured_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY unanswered DESC, measured_at DESC), 1, 50) AS evidence
FROM figures
GROUP BY object
