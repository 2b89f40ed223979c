-- Does the technical specification of the purchase set what the statement asks (UR 58, 70, 116, 135)?
-- Facts: the register of purchases; `line` numbers the statements that it answers. Of the purchases of the kind in
-- question with an approved specification for the object the last counts. The specification has what the statement
-- asks: met. It lacks it: not met. No answer, or no such purchase: the form decides, no row.
WITH numbers AS (SELECT unnest(range(1, 5)) AS line),
specified AS (
  SELECT object, line, record_id, key, specification_on,
         CASE line
           WHEN 1 THEN kind IN ('internet_resource', 'development')
           WHEN 2 THEN kind = 'application_software'
           WHEN 3 THEN kind = 'system_software'
           WHEN 4 THEN kind = 'network'
         END AS in_question,
         CASE line
           WHEN 1 THEN requirements_included
           WHEN 2 THEN requirements_included
           WHEN 3 THEN system_criteria
           WHEN 4 THEN lan_requirements
         END AS provided
  FROM procurements CROSS JOIN numbers
  WHERE object IS NOT NULL AND specification_on <= $today AND state <> 'cancelled'
),
placed AS (
  SELECT object, line, record_id, key, specification_on, provided,
         row_number() OVER (PARTITION BY object, line ORDER BY specification_on DESC, record_id DESC) AS place
  FROM specified
  WHERE in_question
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN provided THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN provided THEN 'reason-requirement-set' ELSE 'reason-requirement-not-set' END AS reason_key,
       named_struct('entry', key, 'day', cast(specification_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence,
       line
FROM placed
WHERE place = 1 AND provided IS NOT NULL
