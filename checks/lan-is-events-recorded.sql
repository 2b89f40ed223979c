-- Are means in use that record the information security events of the local network (UR 139.4.12)?
-- Facts: the network's registered sources that speak of it (telecommunication equipment, attack detection) and their events
-- within the window. A source that is registered but silent decides: not met. A network without such a source has no
-- facts and stays unknown.
WITH heard AS (
  SELECT org, source, count(*) AS events, max(received_at) AS last_at, max(seq) AS last_seq
  FROM events
  WHERE kind IN ('telecom', 'ids') AND fault IS NULL
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
  GROUP BY org, source
),
watched AS (
  SELECT sources.object, sources.key, sources.record_id, coalesce(heard.events, 0) AS events, last_at, last_seq
  FROM sources
  LEFT JOIN heard ON heard.source = sources.key AND heard.org = sources.org_id
  WHERE sources.kind IN ('telecom', 'ids') AND sources.object IS NOT NULL
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN min(events) > 0 THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN min(events) > 0 THEN 'reason-sources-report' ELSE 'reason-sources-silent' END AS reason_key,
       named_struct('sources', count(*),
                    'silent', count(*) FILTER (WHERE events = 0),
                    'first', coalesce(min(CASE WHEN events = 0 THEN key END), '-'),
                    'events', sum(events),
                    'last', coalesce(to_char(max(last_at), '%Y-%m-%d %H:%M'), '-'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY events, record_id),
           array_agg(concat('event:', cast(last_seq AS text))) FILTER (WHERE last_seq IS NOT NULL)), 1, 50) AS evidence
FROM watched
GROUP BY object
