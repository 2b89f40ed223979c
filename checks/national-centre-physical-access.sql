-- Has the national centre's staff physical access when it was asked for (UR 38-1)?
-- Facts: the registers of objects and of letters of the state technical service; a request without an object is about all objects
-- of the organisation. A request whose day has passed and that was not met: not met. Where all are met: met. Where there is none,
-- or one whose day has not come, the form decides: no row.
WITH asked AS (
  SELECT objects.key AS object, requests.record_id, requests.key, requests.answered_on AS fulfilled_on,
         coalesce(requests.answered_on <= $today, false) AS fulfilled,
         coalesce(requests.answer_by < $today, false) AND coalesce(requests.answered_on > $today, true) AS overdue
  FROM objects
  JOIN technical_service_requests AS requests
    ON requests.org_id = objects.org_id AND (requests.object IS NULL OR requests.object = objects.key)
  WHERE requests.direction = 'received' AND requests.subject = 'physical_access'
    AND requests.letter_on <= $today AND (requests.ended_on IS NULL OR requests.ended_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(overdue) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(overdue) THEN 'reason-national-requests-overdue' ELSE 'reason-national-requests-met' END AS reason_key,
       named_struct('requests', count(*),
                    'overdue', count(*) FILTER (WHERE overdue),
                    'first', coalesce(min(CASE WHEN overdue THEN key END), '-'),
                    'last', coalesce(cast(max(fulfilled_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY overdue DESC, record_id), 1, 50) AS evidence
FROM asked
GROUP BY object
HAVING bool_or(overdue) OR bool_and(fulfilled)
