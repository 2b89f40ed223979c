-- Are the events that bear on the state of information security recorded, and all of them (UR 38.2)?
-- Facts: the registered sources of every kind and what came from them.
-- A source is silent when nothing that was understood came within the window; where its record expects a silence of its
-- own, when the watcher's event says so, which leaves out the time in which Talap did not run. One whose events are not of
-- the kind that it is registered with (the watcher's event) proves nothing either. Such a source decides: not met.
-- A source in a flood (the watcher's event, since Talap last started, for the watcher forgets a flood then) may drown what matters and
-- is not shown to be recorded whole: unknown. So is one that the watcher has not watched for long enough: it is awaited.
-- An organisation without sources has no facts and stays unknown.
-- 43200 minutes are the most that the register lets a source be silent.
-- Losses are Talap's own events: datagrams that the kernel dropped, messages without room, bytes cut off. Whose they were
-- nobody knows, so they count for every organisation, until an attestation of this statement made that day or later says
-- what became of them. An object in trial or commercial operation without any source is not covered: unknown.
WITH heard AS (
  SELECT org, source, max(received_at) AS last_at, max(seq) AS last_seq,
         count(*) FILTER (WHERE received_at > cast($now AS timestamptz) - cast($window AS interval)) AS events
  FROM events
  WHERE kind <> 'talap' AND fault IS NULL AND received_at <= $now
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
flood AS (
  SELECT split_part(split_part(attributes, '"source":"', 2), '"', 1) AS named,
         last_value(message ORDER BY seq) AS message, max(seq) AS seq
  FROM events
  WHERE source = 'talap' AND kind = 'talap' AND message IN ('source.flood-began', 'source.flood-ended') AND received_at <= $now
  GROUP BY 1
),
started AS (
  SELECT coalesce(max(seq), 0) AS seq
  FROM events
  WHERE source = 'talap' AND kind = 'talap' AND message = 'talap.started' AND received_at <= $now
),
floods AS (
  SELECT flood.named, flood.seq
  FROM flood CROSS JOIN started
  WHERE flood.message = 'source.flood-began' AND flood.seq >= started.seq
),
watched AS (
  SELECT sources.org_id, sources.key, sources.record_id, coalesce(heard.events, 0) AS events, heard.last_at, heard.last_seq,
         CASE WHEN heard.last_at IS NULL THEN false
              WHEN sources.expected_silence IS NULL THEN heard.last_at > cast($now AS timestamptz) - cast($window AS interval)
              ELSE date_part('epoch', cast($now AS timestamptz)) - date_part('epoch', heard.last_at)
                     <= sources.expected_silence * 60 END AS reports,
         coalesce(silence.message = 'source.silence-began' AND (heard.last_at IS NULL OR silence.at > heard.last_at), false)
           OR (sources.expected_silence IS NULL AND NOT coalesce(
             heard.last_at > cast($now AS timestamptz) - cast($window AS interval), false)) AS silent,
         coalesce(form.message = 'source.kind-wrong', false) AS wrong,
         floods.seq IS NOT NULL AS flooded, floods.seq AS flood_seq,
         CASE WHEN form.message = 'source.kind-wrong' THEN form.seq
              WHEN silence.message = 'source.silence-began' THEN silence.seq END AS told_seq
  FROM sources
  LEFT JOIN heard ON heard.source = sources.key AND heard.org = sources.org_id
  LEFT JOIN silence ON silence.named = sources.key
  LEFT JOIN form ON form.named = sources.key
  LEFT JOIN floods ON floods.named = sources.key
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
lost AS (
  SELECT seq, received_at AS at, message
  FROM events
  WHERE source = 'talap' AND kind = 'talap' AND message IN ('receiver.loss-began', 'receiver.loss-ended') AND received_at <= $now
    -- Connections that were refused kept their events.
    AND NOT (attributes LIKE '%"queue_dropped":"0"%' AND attributes LIKE '%"discarded_bytes":"0"%'
             AND (attributes LIKE '%"kernel_dropped":"0"%' OR attributes NOT LIKE '%"kernel_dropped":%'))
),
acknowledged AS (
  SELECT org_id, max(stated_on) AS stated_on
  FROM attestations
  WHERE statement = 'security-events-recorded' AND subject_kind = 'organisation' AND stated_on <= $today
  GROUP BY org_id
),
losses AS (
  SELECT owners.org_id, greatest(count(*) FILTER (WHERE lost.message = 'receiver.loss-began'), 1) AS losses, max(lost.seq) AS loss_seq, max(lost.at) AS lost_at
  FROM (SELECT DISTINCT org_id FROM watched) AS owners
  LEFT JOIN acknowledged ON acknowledged.org_id = owners.org_id
  CROSS JOIN lost
  WHERE acknowledged.stated_on IS NULL OR acknowledged.stated_on < cast(lost.at AS date)
  GROUP BY owners.org_id
),
judged AS (
  SELECT watched.*, coalesce(uncovered.objects, 0) AS uncovered, first_object,
         coalesce(losses.losses, 0) AS losses, loss_seq, lost_at
  FROM watched
  LEFT JOIN uncovered ON uncovered.org_id = watched.org_id
  LEFT JOIN losses ON losses.org_id = watched.org_id
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(silent OR wrong) OR max(losses) > 0 THEN 'not_met'
            WHEN bool_or(flooded) OR max(uncovered) > 0 OR NOT bool_and(reports) THEN 'unknown'
            ELSE 'met' END AS status,
       CASE WHEN max(losses) > 0 THEN 'reason-events-lost'
            WHEN bool_or(silent) THEN 'reason-sources-silent'
            WHEN bool_or(wrong) THEN 'reason-sources-wrong-kind'
            WHEN bool_or(flooded) THEN 'reason-sources-flooded'
            WHEN NOT bool_and(reports) THEN 'reason-sources-awaited'
            WHEN max(uncovered) > 0 THEN 'reason-objects-without-sources'
            ELSE 'reason-sources-report' END AS reason_key,
       named_struct('sources', count(*),
                    'silent', count(*) FILTER (WHERE silent),
                    'wrong', count(*) FILTER (WHERE wrong),
                    'flooded', count(*) FILTER (WHERE flooded),
                    'awaited', count(*) FILTER (WHERE NOT reports AND NOT silent),
                    'objects', max(uncovered),
                    'losses', max(losses),
                    'lost', coalesce(to_char(max(lost_at), '%Y-%m-%d %H:%M'), '-'),
                    'first', coalesce(min(CASE WHEN silent OR wrong THEN key END), min(CASE WHEN flooded THEN key END),
                                      min(CASE WHEN NOT reports THEN key END), max(first_object), '-'),
                    'events', sum(events),
                    'last', coalesce(to_char(max(last_at), '%Y-%m-%d %H:%M'), '-'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_concat(
           array_distinct(array_agg(concat('event:', cast(loss_seq AS text))) FILTER (WHERE loss_seq IS NOT NULL)),
           array_agg(concat('event:', cast(flood_seq AS text)) ORDER BY key) FILTER (WHERE flooded),
           array_agg(concat('record:', record_id) ORDER BY reports, NOT wrong, NOT flooded, record_id),
           array_agg(concat('event:', cast(told_seq AS text))) FILTER (WHERE told_seq IS NOT NULL),
           array_agg(concat('event:', cast(last_seq AS text))) FILTER (WHERE last_seq IS NOT NULL)), 1, 50) AS evidence
FROM judged
GROUP BY org_id
