-- Can event logs of the last months be read at once (UR 38.4)?
-- Facts: the events of the object; that this query reads them is the proof that they are at hand; and the partitions of the
-- ledger: one of the period that lies in the archive store is not online, so it is not met. A log that began later than
-- the period has not shown it yet: unknown. A source that was silent for the whole period leaves nothing to
-- read: unknown as well.
WITH readable AS (
  SELECT object, seq, least(coalesce(occurred_at, received_at), received_at) AS at
  FROM events
  WHERE kind <> 'talap'
),
reach AS (
  SELECT object, min(at) AS oldest, min(seq) AS first_seq, max(seq) AS last_seq,
         count(*) FILTER (WHERE at >= cast($now AS timestamptz) - cast($online AS interval)) AS recent,
         min(at) <= cast($now AS timestamptz) - cast($online AS interval) AS reaches_back
  FROM readable
  GROUP BY object
),
away AS (
  SELECT object AS away_object, count(*) AS days_away
  FROM ledger_partitions
  WHERE archived AND day >= cast($today AS date) - cast($online AS interval)
  GROUP BY object
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN coalesce(days_away, 0) > 0 THEN 'not_met'
            WHEN reaches_back AND recent > 0 THEN 'met'
            ELSE 'unknown' END AS status,
       CASE WHEN coalesce(days_away, 0) > 0 THEN 'reason-event-logs-online-archived'
            WHEN NOT reaches_back THEN 'reason-event-logs-online-young'
            WHEN recent = 0 THEN 'reason-event-logs-online-empty'
            ELSE 'reason-event-logs-online' END AS reason_key,
       named_struct('since', cast(cast(oldest AS date) AS text), 'events', recent, 'limit', $online_value) AS reason_args,
       make_array(concat('event:', cast(first_seq AS text)), concat('event:', cast(last_seq AS text))) AS evidence
FROM reach LEFT JOIN away ON object = away_object
