-- Are tools in use that detect and prevent intrusions (UR 54.0.3)?
-- Facts: the registered sources of this kind and their events within the window: a tool that reports is a tool that
-- works. A silent tool may be out of order or may have nothing to report: unknown, never not met.
WITH heard AS (
  SELECT org, source, count(*) AS events, max(received_at) AS last_at, max(seq) AS last_seq
  FROM events
  WHERE kind = 'ids' AND fault IS NULL
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
  GROUP BY org, source
),
watched AS (
  SELECT sources.object, sources.record_id, coalesce(heard.events, 0) AS events, last_at, last_seq
  FROM sources
  LEFT JOIN heard ON heard.source = sources.key AND heard.org = sources.org_id
  WHERE sources.kind = 'ids' AND sources.object IS NOT NULL
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN max(events) > 0 THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN max(events) > 0 THEN 'reason-tool-reports' ELSE 'reason-tool-silent' END AS reason_key,
       named_struct('tools', count(*),
                    'reporting', count(*) FILTER (WHERE events > 0),
                    'events', sum(events),
                    'last', coalesce(to_char(max(last_at), '%Y-%m-%d %H:%M'), '-'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY events DESC, record_id),
           array_agg(concat('event:', cast(last_seq AS text))) FILTER (WHERE last_seq IS NOT NULL)), 1, 50) AS evidence
FROM watched
GROUP BY object
