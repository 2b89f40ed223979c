-- Does the system of a critical object meet the standard for industrial measurement and control (UR 98-1)?
-- Facts: the newest assessment of the object by the standard. Conforms, and the day of the next assessment has not
-- passed: met. Does not conform, or in part, and what was found is not put right: not met. Otherwise people state it:
-- no row, and the form decides.
WITH ordered AS (
  SELECT org_id, object, record_id, result, assessed_on, reassess_by,
         result <> 'conforms' AND coalesce(fixed_on > $today, true) AS lacking,
         row_number() OVER (PARTITION BY org_id, object ORDER BY assessed_on DESC, record_id DESC) AS place
  FROM industrial_assessments
  WHERE assessed_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN lacking THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN lacking THEN 'reason-standard-not-met' ELSE 'reason-standard-met' END AS reason_key,
       named_struct('assessed', cast(assessed_on AS text), 'next', coalesce(cast(reassess_by AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM ordered
WHERE place = 1 AND (lacking OR (result = 'conforms' AND coalesce(reassess_by >= $today, false)))
