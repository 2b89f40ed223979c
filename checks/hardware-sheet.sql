-- Have the servers and the storage what the statement asks (UR 105.2 to 105.5, 112.3, 112.6, 113)?
-- Facts: the register of servers and storage, equipment in use; `line` numbers the statements that it answers. A device that
-- lacks it decides: not met. All have it: met. Where a device's sheet does not say, as with a backup system that is not named,
-- there is no row, and the form decides.
WITH numbers AS (SELECT unnest(range(1, 8)) AS line),
lines AS (
  SELECT object, line, key, record_id,
         CASE WHEN line < 5 THEN 'server' ELSE 'storage' END = kind AS in_question,
         CASE line
           WHEN 1 THEN memory_pages
           WHEN 2 THEN processors_reassigned
           WHEN 3 THEN critical_alerts
           WHEN 4 THEN components_monitored
           WHEN 5 THEN critical_alerts
           WHEN 6 THEN components_monitored
           WHEN 7 THEN CASE WHEN trim(backup_system) <> '' THEN true END
         END AS fits
  FROM hardware CROSS JOIN numbers
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(NOT fits) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(NOT fits) THEN 'reason-hardware-lacks' ELSE 'reason-hardware-fits' END AS reason_key,
       named_struct('devices', count(*),
                    'lacking', count(*) FILTER (WHERE NOT fits),
                    'first', coalesce(min(CASE WHEN NOT fits THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY fits, record_id), 1, 50) AS evidence,
       line
FROM lines
WHERE in_question
GROUP BY object, line
HAVING bool_or(NOT fits) OR count(fits) = count(*)
