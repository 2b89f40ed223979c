-- Has the national centre's staff physical access when it was asked for (UR 38-1)?
-- Facts: the registers of objects, of letters of the state technical service and of admissions of the centre's staff; a request
-- without an object is about all objects of the organisation. A request whose day has passed and that was not met: not met. One
-- that was met, but the object's admissions, of which one ended since, have all ended while the request still stands: not met.
-- Where all are met: met. Where there is none, or one whose day has not come, the form decides: no row.
WITH admissions AS (
  SELECT org_id, object, max(ended_on) AS ended_on, last_value(record_id ORDER BY ended_on, record_id) AS admission
  FROM (SELECT org_id, object, record_id, least(admitted_to, pass_returned_on) AS ended_on FROM national_centre_admissions) AS terms
  GROUP BY org_id, object
  HAVING bool_and(ended_on IS NOT NULL)
),
asked AS (
  SELECT objects.key AS object, requests.record_id, requests.key, requests.answered_on AS fulfilled_on, admissions.admission,
         coalesce(requests.answered_on <= $today, false) AS fulfilled,
         coalesce(requests.answer_by < $today, false) AND coalesce(requests.answered_on > $today, true) AS overdue,
         coalesce(requests.answered_on <= admissions.ended_on AND admissions.ended_on < $today, false) AS ended
  FROM objects
  JOIN technical_service_requests AS requests
    ON requests.org_id = objects.org_id AND (requests.object IS NULL OR requests.object = objects.key)
  LEFT JOIN admissions ON admissions.org_id = objects.org_id AND admissions.object = objects.key
  WHERE requests.direction = 'received' AND requests.subject = 'physical_access'
    AND requests.letter_on <= $today AND (requests.ended_on IS NULL OR requests.ended_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(overdue OR ended) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(overdue) THEN 'reason-national-requests-overdue'
            WHEN bool_or(ended) THEN 'reason-national-admissions-ended'
            ELSE 'reason-national-requests-met' END AS reason_key,
       named_struct('requests', count(*),
                    'overdue', count(*) FILTER (WHERE overdue),
                    'ended', count(*) FILTER (WHERE ended),
                    'first', coalesce(min(CASE WHEN overdue THEN key END), min(CASE WHEN ended THEN key END), '-'),
                    'last', coalesce(cast(max(fulfilled_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', CASE WHEN ended THEN admission ELSE record_id END)
                             ORDER BY overdue DESC, ended DESC, record_id), 1, 50) AS evidence
FROM asked
GROUP BY object
HAVING bool_or(overdue OR ended) OR bool_and(fulfilled)
