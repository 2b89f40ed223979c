-- Did the bodies that use the information system agree to the plan of its decommissioning (UR 94)?
-- Facts: the register of decommissionings; the last decision counts. Where the register says that other bodies use the
-- system, a plan without the day of their agreement decides: not met. Where it does not say so: no row.
WITH placed AS (
  SELECT object, record_id, key, has_users, plan_agreed_with, plan_agreed_on,
         trim(coalesce(plan_agreed_with, '')) <> '' AND coalesce(plan_agreed_on <= $today, false) AS agreed,
         row_number() OVER (PARTITION BY object ORDER BY decided_on DESC, record_id DESC) AS place
  FROM decommissionings
  WHERE decided_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN agreed THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN agreed THEN 'reason-plan-agreed' ELSE 'reason-plan-not-agreed' END AS reason_key,
       named_struct('entry', key,
                    'day', coalesce(cast(plan_agreed_on AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1 AND has_users
