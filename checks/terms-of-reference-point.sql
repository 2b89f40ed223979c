-- Do the terms of reference provide for what the statement asks (UR 73.2, 78.1, 78.2.1 to 78.2.7)?
-- Facts: the register of terms of reference; `line` numbers the statements that they answer. Of those approved for the
-- object the last ones count. They provide for it: met. They do not: not met. Where they leave it open, or none are
-- approved, the form decides: no row.
WITH numbers AS (SELECT unnest(range(1, 10)) AS line),
placed AS (
  SELECT *, row_number() OVER (PARTITION BY object ORDER BY approved_on DESC, record_id DESC) AS place
  FROM terms_of_reference
  WHERE approved_on <= $today
),
answers AS (
  SELECT object, line, record_id, key, approved_on,
         CASE line
           WHEN 1 THEN identification
           WHEN 2 THEN access_control
           WHEN 3 THEN integrity_control
           WHEN 4 THEN user_logging
           WHEN 5 THEN transaction_protection
           WHEN 6 THEN cryptography
           WHEN 7 THEN event_logging
           WHEN 8 THEN quality
           WHEN 9 THEN access_standard
         END AS provided
  FROM placed CROSS JOIN numbers
  WHERE place = 1
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN provided THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN provided THEN 'reason-requirement-set' ELSE 'reason-requirement-not-set' END AS reason_key,
       named_struct('entry', key, 'day', cast(approved_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence,
       line
FROM answers
WHERE provided IS NOT NULL
