-- Do the clocks of the logs agree with the time source (UR 38.3)?
-- Facts: events received live (their attributes name the transport; imported files come later than they were written and
-- are left out), and what the watcher told of clocks. Talap's host follows the time source. An event may come late for many
-- reasons and early for none: a clock is behind when not one event came promptly, and ahead when a quarter came from the
-- future. What the watcher told last holds: it sees when a clock goes off and when it is in step again, and tells times
-- more than a year away. A source's record may allow another difference than the tolerance.
WITH live AS (
  SELECT org, object, source, seq, date_part('epoch', received_at) - date_part('epoch', occurred_at) AS late
  FROM events
  WHERE kind <> 'talap' AND fault IS NULL AND occurred_at IS NOT NULL
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
    AND attributes LIKE '%"transport":"%' AND attributes NOT LIKE '%"transport":"file"%'
),
compared AS (
  SELECT live.org, live.object, live.source, count(*) AS events, max(live.seq) AS last_seq, min(late) AS least,
         median(late) AS middle, max(coalesce(sources.clock_offset, $tolerance_value)) AS allowed,
         count(*) FILTER (WHERE late < -coalesce(sources.clock_offset, $tolerance_value)) * 4 >= count(*) AS ahead
  FROM live
  LEFT JOIN sources ON sources.key = live.source AND sources.org_id = live.org
  GROUP BY live.org, live.object, live.source
),
told AS (
  SELECT split_part(split_part(attributes, '"source":"', 2), '"', 1) AS named,
         last_value(message ORDER BY seq) AS message, last_value(received_at ORDER BY seq) AS at, max(seq) AS seq,
         last_value(cast(split_part(split_part(attributes, '"behind_seconds":"', 2), '"', 1) AS double) ORDER BY seq) AS behind
  FROM events
  WHERE source = 'talap' AND kind = 'talap' AND message IN ('source.clock-off', 'source.clock-in-step') AND received_at <= $now
  GROUP BY 1
),
impossible AS (
  SELECT split_part(split_part(attributes, '"source":"', 2), '"', 1) AS named, max(seq) AS seq
  FROM events
  WHERE source = 'talap' AND kind = 'talap' AND message = 'source.clock-absurd'
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
  GROUP BY 1
),
judged AS (
  SELECT compared.object, compared.source, events, last_seq, allowed,
         coalesce(impossible.seq, CASE WHEN told.message = 'source.clock-off' THEN told.seq END) AS told_seq,
         impossible.seq IS NOT NULL AS impossible,
         CASE WHEN impossible.seq IS NOT NULL OR told.message = 'source.clock-off' THEN true
              WHEN told.message = 'source.clock-in-step' AND told.at > cast($now AS timestamptz) - cast($window AS interval) THEN false
              ELSE ahead OR least > allowed END AS off,
         CASE WHEN told.message = 'source.clock-off' THEN greatest(behind, -behind)
              WHEN ahead THEN greatest(middle, -middle)
              ELSE greatest(least, 0) END AS seconds
  FROM compared
  LEFT JOIN told ON told.named = compared.source
  LEFT JOIN impossible ON impossible.named = compared.source
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(off) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(off AND NOT impossible) THEN 'reason-log-time-out-of-step'
            WHEN bool_or(off) THEN 'reason-log-time-impossible'
            ELSE 'reason-log-time-in-step' END AS reason_key,
       named_struct('sources', count(*),
                    'off', count(*) FILTER (WHERE off AND NOT impossible),
                    'impossible', count(*) FILTER (WHERE impossible),
                    'first', coalesce(min(CASE WHEN off AND NOT impossible THEN source END), min(CASE WHEN off THEN source END), '-'),
                    'events', sum(events),
                    'largest', cast(max(seconds) * 10 AS bigint) / 10.0,
                    'tolerance', max(allowed)) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('event:', cast(coalesce(told_seq, last_seq) AS text)) ORDER BY off DESC, seconds DESC),
           array_agg(concat('event:', cast(last_seq AS text)) ORDER BY off DESC, seconds DESC)), 1, 50) AS evidence
FROM judged
GROUP BY object
