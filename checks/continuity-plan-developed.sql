-- Is there a plan of measures for continuity and recovery (UR 39.1)?
-- Facts: the register of continuity plans. A plan that is approved and not withdrawn: met. A register that is kept but
-- has none: not met.
WITH plans AS (
  SELECT org_id, record_id,
         coalesce(approved_on <= $today, false) AND coalesce(withdrawn_on > $today, true) AS in_force
  FROM continuity_plans
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(in_force) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(in_force) THEN 'reason-continuity-plans-in-force' ELSE 'reason-continuity-plans-lacking' END AS reason_key,
       named_struct('plans', count(*), 'in_force', count(*) FILTER (WHERE in_force)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, record_id), 1, 50) AS evidence
FROM plans
GROUP BY org_id
