-- Are the tools and systems of protection in use that the statement asks for (UR 54.0.2, 54.0.4, 54-1)?
-- Facts: the registers of objects and of protection tools; `line` numbers the kinds that are asked of it. A tool
-- without an object protects all objects of its organisation. One of the kind in use, commissioned or checked within
-- the window: met. One in use that nobody checked for longer proves nothing: no row, and the form decides. An
-- organisation that keeps the register and has none in use for the object: not met.
WITH numbers AS (SELECT unnest(range(1, 4)) AS line),
listed AS (
  SELECT objects.key AS object, line, tools.record_id, tools.key,
         coalesce(CASE WHEN tools.checked_on <= $today THEN tools.checked_on END, tools.commissioned_on) AS seen_on,
         tools.kind = CASE line WHEN 1 THEN 'incidents' WHEN 2 THEN 'infrastructure' WHEN 3 THEN 'dlp' END
           AND coalesce(tools.object = objects.key, true) AND coalesce(tools.commissioned_on <= $today, true)
           AND (tools.withdrawn_on IS NULL OR tools.withdrawn_on > $today) AS fitting
  FROM objects
  JOIN protection_tools AS tools ON tools.org_id = objects.org_id
  CROSS JOIN numbers
),
judged AS (
  SELECT object, line, record_id, key, seen_on, fitting,
         fitting AND coalesce(seen_on >= cast($today AS date) - cast($window AS interval), false) AS fresh
  FROM listed
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(fresh) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(fresh) THEN 'reason-tools-in-use' ELSE 'reason-tools-lacking' END AS reason_key,
       named_struct('tools', count(*),
                    'found', count(*) FILTER (WHERE fitting),
                    'first', coalesce(min(CASE WHEN fresh THEN key END), '-'),
                    'last', coalesce(cast(max(CASE WHEN fresh THEN seen_on END) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY fresh DESC, fitting DESC, record_id), 1,
                   CASE WHEN bool_or(fresh) THEN least(count(*) FILTER (WHERE fitting), 50) ELSE 50 END) AS evidence,
       line
FROM judged
GROUP BY object, line
HAVING bool_or(fresh) OR NOT bool_or(fitting)
