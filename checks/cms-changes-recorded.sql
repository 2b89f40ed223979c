-- Does the content management system keep a log of changes to the resources (UR 66.2.6)?
-- Facts: events of the content management system within the window that record a change: words for it, or a request that
-- changes something and is no log-on. None of them means that nothing changed, or that the log has another form: no row,
-- and the form decides.
WITH changes AS (
  SELECT object, seq, received_at
  FROM events
  WHERE kind = 'cms' AND fault IS NULL
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
    AND (regexp_like(message, '\b(created|edited|updated|changed|deleted|published|unpublished)\b', 'i')
         OR (regexp_like(message, '"(POST|PUT|PATCH|DELETE) [^"]*" [23][0-9][0-9]')
             AND NOT regexp_like(message, 'log(in|out|on|off)', 'i')))
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-cms-changes-recorded' AS reason_key,
       named_struct('events', count(*),
                    'last', to_char(max(received_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       make_array(concat('event:', cast(max(seq) AS text))) AS evidence
FROM changes
GROUP BY object
