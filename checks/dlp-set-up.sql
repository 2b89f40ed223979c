-- Are the DLP systems set up as they must be (UR 54-1.0.2, 54-1.0.3)?
-- Facts: the registers of objects and of protection tools: the DLP systems in use; one without an object protects all
-- objects of its organisation. Line 1: the user sees that he is monitored. Line 2: the control centre and the servers
-- stand within the local network. One system that does not keep the line decides: not met. All do, and their settings
-- were checked within the window: met. Otherwise, and where no DLP system is in use, the form decides: no row.
WITH numbers AS (SELECT unnest(range(1, 3)) AS line),
systems AS (
  SELECT objects.key AS object, line, tools.record_id, tools.key,
         coalesce(CASE WHEN tools.checked_on <= $today THEN tools.checked_on END, tools.commissioned_on) AS seen_on,
         CASE line WHEN 1 THEN tools.user_notified WHEN 2 THEN tools.servers_inside END AS kept
  FROM objects
  JOIN protection_tools AS tools
    ON tools.org_id = objects.org_id AND (tools.object IS NULL OR tools.object = objects.key)
  CROSS JOIN numbers
  WHERE tools.kind = 'dlp' AND tools.commissioned_on <= $today
    AND (tools.withdrawn_on IS NULL OR tools.withdrawn_on > $today)
),
judged AS (
  SELECT object, line, record_id, key, seen_on, coalesce(NOT kept, false) AS breaking, coalesce(kept, false) AS kept
  FROM systems
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(breaking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(breaking) THEN 'reason-entries-breaking' ELSE 'reason-entries-keeping' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence,
       line
FROM judged
GROUP BY object, line
HAVING bool_or(breaking)
  OR bool_and(kept AND seen_on >= cast($today AS date) - cast($window AS interval))
