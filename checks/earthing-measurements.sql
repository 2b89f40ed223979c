-- Does the earthing pass when it is measured by the rules and standards (UR 162.0.3, 162.0.6, 162.0.7)?
-- Facts: the reports of measurements. The last one of the room, until its next measurement is due or, without such a day,
-- within the window, that failed or shows more resistance than is allowed decides against the rules or standard that it
-- names: not met. That the rest of them is followed is for people to state: no row, and the form decides. `line` numbers the
-- statements, each with a rule or standard of its own.
WITH numbers AS (SELECT unnest(range(1, 4)) AS line),
newest AS (
  SELECT server_room, max(measured_on) AS measured_on,
         last_value(key ORDER BY measured_on, record_id) AS key,
         last_value(record_id ORDER BY measured_on, record_id) AS record_id,
         last_value(resistance ORDER BY measured_on, record_id) AS resistance,
         last_value(allowed ORDER BY measured_on, record_id) AS allowed,
         last_value(conclusion ORDER BY measured_on, record_id) AS conclusion,
         last_value(next_on ORDER BY measured_on, record_id) AS next_on,
         last_value(lower(standard) ORDER BY measured_on, record_id) AS standard
  FROM earthing_measurements
  WHERE measured_on <= $today
  GROUP BY server_room
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       'not_met' AS status,
       CASE WHEN allowed IS NULL THEN 'reason-earthing-failed' ELSE 'reason-earthing-high' END AS reason_key,
       named_struct('act', key,
                    'day', cast(measured_on AS text),
                    'resistance', resistance,
                    'allowed', coalesce(allowed, 0)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence,
       line
FROM newest CROSS JOIN numbers
WHERE (conclusion = 'failed' OR coalesce(resistance > allowed, false))
  AND CASE WHEN next_on IS NULL THEN measured_on >= cast($today AS date) - cast($window AS interval) ELSE next_on >= $today END
  AND CASE line
        WHEN 1 THEN regexp_like(standard, 'пуэ|эқоқ|устройства электроустановок|электр қондырғыларын орнату')
        WHEN 2 THEN regexp_like(standard, '12\.1\.030')
        WHEN 3 THEN regexp_like(standard, '(^|[^0-9])464([^0-9]|$)')
      END
