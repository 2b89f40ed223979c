-- Does each storage system have as many active controllers as asked for (UR 112.4)?
-- Facts: the newest inspection sheet of each storage system of the object, while it holds: until the day set in it for
-- the next one. Fewer than asked for: not met; a number that was not entered, or a sheet that no longer holds: no row,
-- and the form decides.
WITH ordered AS (
  SELECT org_id, object, record_id, controllers AS number, inspected_on, next_by,
         row_number() OVER (PARTITION BY org_id, object, system ORDER BY inspected_on DESC, record_id DESC) AS place
  FROM storage_inspections
  WHERE inspected_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN min(number) >= $controllers THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN min(number) >= $controllers THEN 'reason-controllers-enough' ELSE 'reason-controllers-few' END AS reason_key,
       named_struct('systems', count(*),
                    'fewest', cast(min(number) AS bigint),
                    'last', cast(max(inspected_on) AS text),
                    'least', $controllers_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY number, record_id), 1, 50) AS evidence
FROM ordered
WHERE place = 1
GROUP BY object
HAVING bool_and(coalesce(next_by >= $today, true)) AND count(number) = count(*)
