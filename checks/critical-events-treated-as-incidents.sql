-- Are events that monitoring and the analysis of logs found critical treated as security incidents (UR 53.1)?
-- Facts: the log of incidents: those found critical in either of these ways. One entered as an emergency instead decides: not met; all
-- are incidents: met. Without such an entry there is nothing to show: no row, and the form decides.
WITH critical_events AS (
  SELECT org_id, record_id, key, found_at, kind <> 'incident' AS otherwise
  FROM incidents
  WHERE critical AND found_by IN ('monitoring', 'log_analysis') AND found_at <= $now
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(otherwise) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(otherwise) THEN 'reason-critical-events-not-incidents'
            ELSE 'reason-critical-events-incidents' END AS reason_key,
       named_struct('events', count(*),
                    'otherwise', count(*) FILTER (WHERE otherwise),
                    'first', coalesce(min(CASE WHEN otherwise THEN key END), '-'),
                    'last', to_char(max(found_at), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY otherwise DESC, found_at DESC), 1, 50) AS evidence
FROM critical_events
GROUP BY org_id
