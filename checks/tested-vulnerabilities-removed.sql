-- Are the vulnerabilities found while the system is tested removed (UR 98.1.5)?
-- Facts: the vulnerabilities found, false findings and mere information left out, of the object or of the one that their
-- assessment names. One whose day for fixing has passed and that is still open or in work decides: not met. One without such
-- a day may be in hand, and that all were found is for people to state: no row, and the form decides.
WITH scans AS (
  SELECT org_id, key, object
  FROM vulnerability_scans
),
judged AS (
  SELECT vulnerabilities.org_id, vulnerabilities.key, vulnerabilities.record_id, vulnerabilities.fix_by,
         coalesce(vulnerabilities.object, scans.object) AS object,
         coalesce(coalesce(vulnerabilities.state, 'open') IN ('open', 'in_work') AND vulnerabilities.fixed_on IS NULL
                  AND vulnerabilities.fix_by < $today, false) AS overdue
  FROM vulnerabilities
  LEFT JOIN scans ON scans.org_id = vulnerabilities.org_id AND scans.key = vulnerabilities.scan
  WHERE coalesce(vulnerabilities.state, 'open') <> 'rejected' AND vulnerabilities.severity <> 'info'
    AND (vulnerabilities.found_on IS NULL OR vulnerabilities.found_on <= $today)
)
SELECT 'object' AS subject_kind,
       objects.key AS subject,
       'not_met' AS status,
       'reason-vulnerabilities-overdue' AS reason_key,
       named_struct('found', count(*),
                    'overdue', count(*) FILTER (WHERE overdue),
                    'first', coalesce(min(CASE WHEN overdue THEN judged.key END), '-'),
                    'due', coalesce(cast(min(CASE WHEN overdue THEN fix_by END) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', judged.record_id) ORDER BY overdue DESC, judged.record_id), 1, 50) AS evidence
FROM judged
JOIN objects ON objects.org_id = judged.org_id AND objects.key = judged.object
GROUP BY objects.key
HAVING bool_or(overdue)
