-- Has everyone responsible for information security passed specialised courses within the period (UR 30.0.2)?
-- Facts: the registers of people and training, where an entry that does not say of which kind it is counts as a specialised
-- course. Without a certificate the period runs from the day of hiring; while it runs, or when that day is not recorded,
-- nothing is proved and the status is unknown.
WITH charged AS (
  SELECT org_id, key AS person, record_id, hired_on
  FROM people
  WHERE is_responsible AND (left_on IS NULL OR left_on > $today)
),
certificates AS (
  SELECT org_id, person, max(completed_on) AS last_on,
         last_value(record_id ORDER BY completed_on) AS certificate
  FROM training
  WHERE completed_on <= $today AND (kind IS NULL OR kind = 'specialised')
  GROUP BY org_id, person
),
standing AS (
  SELECT charged.org_id, charged.person, charged.record_id, certificate, last_on,
         coalesce(coalesce(last_on, hired_on) < cast($today AS date) - cast($period AS interval), false) AS overdue,
         last_on IS NULL AND coalesce(hired_on >= cast($today AS date) - cast($period AS interval), true) AS waiting
  FROM charged
  LEFT JOIN certificates ON certificates.org_id = charged.org_id AND certificates.person = charged.person
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(overdue) THEN 'not_met' WHEN bool_or(waiting) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(overdue) THEN 'reason-is-training-overdue'
            WHEN bool_or(waiting) THEN 'reason-is-training-awaited'
            ELSE 'reason-is-training-current' END AS reason_key,
       named_struct('people', count(*),
                    'overdue', count(*) FILTER (WHERE overdue),
                    'waiting', count(*) FILTER (WHERE waiting),
                    'oldest', coalesce(cast(min(last_on) AS text), '-'),
                    'limit', $period_value) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY overdue DESC, record_id),
           array_agg(concat('record:', certificate)) FILTER (WHERE certificate IS NOT NULL)), 1, 50) AS evidence
FROM standing
GROUP BY org_id
