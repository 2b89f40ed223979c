-- Is event logging joined to the means of the National Coordination Centre when it was asked for (UR 38.5-1)?
-- Facts: the registers of connections and of letters of the state technical service. A request for the object whose day has passed
-- without being met, and a connection that was cut with none in its place: not met. A standing connection: met. Else the form
-- decides: no row.
WITH facts AS (
  SELECT org_id, object, record_id, connected_on,
         coalesce(connected_on <= $today, false) AND (disconnected_on IS NULL OR disconnected_on > $today) AS standing,
         coalesce(disconnected_on <= $today, false) AS cut,
         disconnected_on,
         false AS overdue
  FROM monitoring_connections
  WHERE kind = 'event_logs'
  UNION ALL
  SELECT org_id, object, record_id, CAST(NULL AS date) AS connected_on, false AS standing, false AS cut,
         CAST(NULL AS date) AS disconnected_on,
         coalesce(answer_by < $today, false) AND coalesce(answered_on > $today, true) AS overdue
  FROM technical_service_requests
  WHERE direction = 'received' AND subject = 'event_logs' AND object IS NOT NULL AND letter_on <= $today
    AND (ended_on IS NULL OR ended_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(standing) AND NOT bool_or(overdue) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(overdue) THEN 'reason-logs-request-overdue'
            WHEN bool_or(standing) THEN 'reason-logs-joined'
            ELSE 'reason-logs-cut' END AS reason_key,
       named_struct('overdue', count(*) FILTER (WHERE overdue),
                    'since', coalesce(cast(min(CASE WHEN standing THEN connected_on END) AS text), '-'),
                    'cut', coalesce(cast(max(disconnected_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY overdue DESC, standing DESC, record_id), 1, 50) AS evidence
FROM facts
GROUP BY object
HAVING bool_or(overdue) OR bool_or(standing) OR bool_or(cut)
