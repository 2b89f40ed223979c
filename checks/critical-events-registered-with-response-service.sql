-- Are critical events registered with the computer incident response service (UR 53.3)?
-- Facts: the log of incidents: those found critical. One without the time or the number of registration there decides:
-- not met; all have both: met. While the grace that people need for it runs: unknown. Without a critical event there is
-- nothing to show: no row, and the form decides.
WITH critical_events AS (
  SELECT org_id, record_id, key, found_at,
         coalesce(service_told_at > $now, true) OR trim(coalesce(service_number, '')) = '' AS lacking,
         found_at >= cast($now AS timestamptz) - cast($grace AS interval) AS fresh
  FROM incidents
  WHERE critical AND found_at <= $now
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(lacking AND NOT fresh) THEN 'not_met' WHEN bool_or(lacking) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking AND NOT fresh) THEN 'reason-critical-events-unregistered'
            WHEN bool_or(lacking) THEN 'reason-critical-event-fresh'
            ELSE 'reason-critical-events-registered' END AS reason_key,
       named_struct('events', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking AND NOT fresh THEN key END), min(CASE WHEN lacking THEN key END), '-'),
                    'last', to_char(max(found_at), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, found_at DESC), 1, 50) AS evidence
FROM critical_events
GROUP BY org_id
