-- Are the event logs of the object of another format or kind than they are registered with (UR 38.5)?
-- Facts: the watcher's events. It tells when half of a source's events cannot be understood by the registered format, or
-- are of a class that another kind of source writes. This query can only refute: that the logs are of the registered
-- format does not prove that it is the one that the rules of monitoring ask for, so then there is no row and what people
-- state decides.
WITH form AS (
  SELECT split_part(split_part(attributes, '"source":"', 2), '"', 1) AS named,
         last_value(message ORDER BY seq) AS message, last_value(received_at ORDER BY seq) AS at, max(seq) AS seq
  FROM events
  WHERE source = 'talap' AND kind = 'talap' AND message IN ('source.kind-wrong', 'source.kind-right') AND received_at <= $now
  GROUP BY 1
)
SELECT 'object' AS subject_kind,
       sources.object AS subject,
       'not_met' AS status,
       'reason-log-formats-wrong' AS reason_key,
       named_struct('wrong', count(*),
                    'first', min(sources.key),
                    'told', to_char(max(form.at), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_concat(array_agg(concat('event:', cast(form.seq AS text)) ORDER BY form.seq DESC),
                                array_agg(concat('record:', sources.record_id))), 1, 50) AS evidence
FROM sources
JOIN form ON form.named = sources.key
WHERE form.message = 'source.kind-wrong' AND sources.object IS NOT NULL
GROUP BY sources.object
