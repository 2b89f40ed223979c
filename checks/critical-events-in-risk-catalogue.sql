-- Are critical events accounted for in the catalogue of threats (risks) (UR 53.2)?
-- Facts: the log of incidents: those found critical. One that names no entry of the catalogue decides: not met; all
-- name one: met. While the grace that people need for it runs: unknown. Without a critical event there is nothing to
-- show: no row, and the form decides.
WITH critical_events AS (
  SELECT org_id, record_id, key, found_at,
         threat IS NULL AS lacking,
         found_at >= cast($now AS timestamptz) - cast($grace AS interval) AS fresh
  FROM incidents
  WHERE critical AND found_at <= $now
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(lacking AND NOT fresh) THEN 'not_met' WHEN bool_or(lacking) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking AND NOT fresh) THEN 'reason-critical-events-uncatalogued'
            WHEN bool_or(lacking) THEN 'reason-critical-event-fresh'
            ELSE 'reason-critical-events-catalogued' END AS reason_key,
       named_struct('events', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking AND NOT fresh THEN key END), min(CASE WHEN lacking THEN key END), '-'),
                    'last', to_char(max(found_at), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, found_at DESC), 1, 50) AS evidence
FROM critical_events
GROUP BY org_id
