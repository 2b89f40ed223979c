-- Do the clocks of the logs agree with the time source (UR 38.3)?
-- Facts: syslog events received live (their attributes name the transport; imported files say 'file' and are left out,
-- because they come later than they were written). Talap's host follows the time source; a source is in step when the
-- median difference between its own time and the time of receipt stays within the tolerance. The median, because a
-- single line may be held up on the way.
WITH live AS (
  SELECT object, source, seq,
         date_part('epoch', greatest(received_at, occurred_at)) - date_part('epoch', least(received_at, occurred_at)) AS seconds
  FROM events
  WHERE kind <> 'talap' AND fault IS NULL AND occurred_at IS NOT NULL
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
    AND (attributes LIKE '%"transport":"udp"%' OR attributes LIKE '%"transport":"tcp"%')
),
compared AS (
  SELECT object, source, median(seconds) AS seconds, count(*) AS events, max(seq) AS last_seq
  FROM live
  GROUP BY object, source
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN max(seconds) <= $tolerance_value THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN max(seconds) <= $tolerance_value THEN 'reason-log-time-in-step'
            ELSE 'reason-log-time-out-of-step' END AS reason_key,
       named_struct('sources', count(*),
                    'off', count(*) FILTER (WHERE seconds > $tolerance_value),
                    'first', coalesce(min(CASE WHEN seconds > $tolerance_value THEN source END), '-'),
                    'events', sum(events),
                    'largest', cast(max(seconds) * 10 AS bigint) / 10.0,
                    'tolerance', $tolerance_value) AS reason_args,
       array_slice(array_agg(concat('event:', cast(last_seq AS text)) ORDER BY seconds DESC), 1, 50) AS evidence
FROM compared
GROUP BY object
