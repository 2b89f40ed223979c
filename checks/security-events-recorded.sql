-- Are the events that bear on the state of information security recorded (UR 38.2)?
-- Facts: the registered sources of every kind and the events received from them within the window. A source that is
-- registered but silent decides: not met. An object in trial or commercial operation without any source is not covered:
-- unknown. An organisation without sources has no facts.
WITH heard AS (
  SELECT org, source, count(*) AS events, max(received_at) AS last_at, max(seq) AS last_seq
  FROM events
  WHERE kind <> 'talap' AND fault IS NULL
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
  GROUP BY org, source
),
watched AS (
  SELECT sources.org_id, sources.key, sources.record_id, coalesce(heard.events, 0) AS events, last_at, last_seq
  FROM sources
  LEFT JOIN heard ON heard.source = sources.key AND heard.org = sources.org_id
  WHERE sources.object IS NOT NULL
),
uncovered AS (
  SELECT objects.org_id, count(*) AS objects, min(objects.key) AS first_object
  FROM objects
  LEFT JOIN sources ON sources.org_id = objects.org_id AND sources.object = objects.key
  WHERE sources.key IS NULL AND objects.stage IN ('trial', 'operation')
    AND objects.kind IN ('information_system', 'internet_resource', 'technological_platform', 'hardware_software_complex', 'network')
  GROUP BY objects.org_id
),
judged AS (
  SELECT watched.*, coalesce(uncovered.objects, 0) AS uncovered, first_object
  FROM watched
  LEFT JOIN uncovered ON uncovered.org_id = watched.org_id
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN min(events) = 0 THEN 'not_met' WHEN max(uncovered) > 0 THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN min(events) = 0 THEN 'reason-sources-silent'
            WHEN max(uncovered) > 0 THEN 'reason-objects-without-sources'
            ELSE 'reason-sources-report' END AS reason_key,
       named_struct('sources', count(*),
                    'silent', count(*) FILTER (WHERE events = 0),
                    'objects', max(uncovered),
                    'first', coalesce(min(CASE WHEN events = 0 THEN key END), max(first_object), '-'),
                    'events', sum(events),
                    'last', coalesce(to_char(max(last_at), '%Y-%m-%d %H:%M'), '-'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY events, record_id),
           array_agg(concat('event:', cast(last_seq AS text))) FILTER (WHERE last_seq IS NOT NULL)), 1, 50) AS evidence
FROM judged
GROUP BY org_id
