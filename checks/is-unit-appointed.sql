-- Has the organisation an information security unit or an official responsible for information security (UR 30)?
-- Facts: the register of people. Whoever is charged with information security and has not left is counted.
WITH staff AS (
  SELECT org_id, record_id,
         coalesce(is_responsible, false) AND (left_on IS NULL OR left_on > $today) AS charged
  FROM people
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(charged) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(charged) THEN 'reason-is-unit-appointed' ELSE 'reason-is-unit-not-appointed' END AS reason_key,
       named_struct('charged', count(*) FILTER (WHERE charged), 'people', count(*)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY charged DESC, record_id), 1, 50) AS evidence
FROM staff
GROUP BY org_id
