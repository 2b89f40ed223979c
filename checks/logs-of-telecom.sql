-- Are the event logs of telecommunication equipment gathered, so that they can be analysed (UR 38.2.5)?
-- Facts: the registered sources of this kind and what came from them.
-- A source is silent when nothing that was understood came within the window; where its record expects a silence of its
-- own, when the watcher's event says so, which leaves out the time in which Talap did not run. One whose events are not of
-- the kind that it is registered with (the watcher's event) proves nothing either. Such a source decides: not met.
-- A source that the watcher has not watched for long enough is awaited: unknown.
-- An object without such a source has no facts and stays unknown.
-- 43200 minutes are the most that the register lets a source be silent.
WITH heard AS (
  SELECT org, source, max(received_at) AS last_at, max(seq) AS last_seq,
         count(*) FILTER (WHERE received_at > cast($now AS timestamptz) - cast($window AS interval)) AS events
  FROM events
  WHERE kind = 'telecom' AND fault IS NULL AND received_at <= $now
    AND received_at > least(cast($now AS timestamptz) - INTERVAL '43200 minutes',
                            cast($now AS timestamptz) - cast($window AS interval))
  GROUP BY org, source
),
silence AS (
  SELECT split_part(split_part(attributes, '"source":"', 2), '"', 1) AS named,
         last_value(message ORDER BY seq) AS message, last_value(received_at ORDER BY seq) AS at, max(seq) AS seq
  FROM events
  WHERE source = 'talap' AND kind = 'talap' AND message IN ('source.silence-began', 'source.silence-ended') AND received_at <= $now
  GROUP BY 1
),
form AS (
  SELECT split_part(split_part(attributes, '"source":"', 2), '"', 1) AS named,
         last_value(message ORDER BY seq) AS message, last_value(received_at ORDER BY seq) AS at, max(seq) AS seq
  FROM events
  WHERE source = 'talap' AND kind = 'talap' AND message IN ('source.kind-wrong', 'source.kind-right') AND received_at <= $now
  GROUP BY 1
),
watched AS (
  SELECT sources.object, sources.key, sources.record_id, coalesce(heard.events, 0) AS events, heard.last_at, heard.last_seq,
         CASE WHEN heard.last_at IS NULL THEN false
              WHEN sources.expected_silence IS NULL THEN heard.last_at > cast($now AS timestamptz) - cast($window AS interval)
              ELSE date_part('epoch', cast($now AS timestamptz)) - date_part('epoch', heard.last_at)
                     <= sources.expected_silence * 60 END AS reports,
         coalesce(silence.message = 'source.silence-began' AND (heard.last_at IS NULL OR silence.at > heard.last_at), false)
           OR (sources.expected_silence IS NULL AND NOT coalesce(
             heard.last_at > cast($now AS timestamptz) - cast($window AS interval), false)) AS silent,
         coalesce(form.message = 'source.kind-wrong', false) AS wrong,
         CASE WHEN form.message = 'source.kind-wrong' THEN form.seq
              WHEN silence.message = 'source.silence-began' THEN silence.seq END AS told_seq
  FROM sources
  LEFT JOIN heard ON heard.source = sources.key AND heard.org = sources.org_id
  LEFT JOIN silence ON silence.named = sources.key
  LEFT JOIN form ON form.named = sources.key
  WHERE sources.kind = 'telecom' AND sources.object IS NOT NULL
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(silent OR wrong) THEN 'not_met' WHEN bool_and(reports) THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN bool_or(silent) THEN 'reason-logs-silent'
            WHEN bool_or(wrong) THEN 'reason-logs-wrong-kind'
            WHEN bool_and(reports) THEN 'reason-logs-arrive'
            ELSE 'reason-logs-awaited' END AS reason_key,
       named_struct('sources', count(*),
                    'silent', count(*) FILTER (WHERE silent),
                    'wrong', count(*) FILTER (WHERE wrong),
                    'awaited', count(*) FILTER (WHERE NOT reports AND NOT silent),
                    'first', coalesce(min(CASE WHEN silent OR wrong THEN key END), min(CASE WHEN NOT reports THEN key END), '-'),
                    'events', sum(events),
                    'last', coalesce(to_char(max(last_at), '%Y-%m-%d %H:%M'), '-'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY reports, NOT wrong, record_id),
           array_agg(concat('event:', cast(told_seq AS text))) FILTER (WHERE told_seq IS NOT NULL),
           array_agg(concat('event:', cast(last_seq AS text))) FILTER (WHERE last_seq IS NOT NULL)), 1, 50) AS evidence
FROM watched
GROUP BY object
