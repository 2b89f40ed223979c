-- Was the information security of the critical object audited within the period (UR 56-1)?
-- Facts: the register of audits. An audit without an object covers all objects of the organisation. Before an object
-- has any audit the period runs from its commissioning; while it runs, or when that day is not recorded: unknown.
WITH held AS (
  SELECT objects.key AS object, audits.performed_on, audits.record_id AS audit
  FROM objects
  JOIN audits ON audits.org_id = objects.org_id AND (audits.object IS NULL OR audits.object = objects.key)
  WHERE audits.performed_on <= $today
),
last_audit AS (
  SELECT object, count(*) AS audits, max(performed_on) AS last_on, last_value(audit ORDER BY performed_on) AS audit
  FROM held
  GROUP BY object
),
judged AS (
  SELECT objects.key AS object, objects.record_id, objects.commissioned_on, coalesce(audits, 0) AS audits, last_on, audit,
         coalesce(last_on, commissioned_on) AS counted_from
  FROM objects
  LEFT JOIN last_audit ON last_audit.object = objects.key
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN counted_from < cast($today AS date) - cast($period AS interval) THEN 'not_met'
            WHEN last_on IS NOT NULL THEN 'met'
            ELSE 'unknown' END AS status,
       CASE WHEN last_on < cast($today AS date) - cast($period AS interval) THEN 'reason-audit-overdue'
            WHEN last_on IS NOT NULL THEN 'reason-audit-current'
            WHEN commissioned_on < cast($today AS date) - cast($period AS interval) THEN 'reason-audit-never'
            ELSE 'reason-audit-awaited' END AS reason_key,
       named_struct('audits', audits,
                    'last', coalesce(cast(last_on AS text), '-'),
                    'latest', coalesce(cast(cast(counted_from + cast($period AS interval) AS date) AS text), '-'),
                    'limit', $period_value) AS reason_args,
       CASE WHEN audit IS NULL THEN make_array(concat('record:', record_id))
            ELSE make_array(concat('record:', audit)) END AS evidence
FROM judged
