-- Are the standards of Internet resources taken into account when the resource is created or developed (UR 60)?
-- Facts: the register of terms of reference; of those approved for the object the last ones count. They take account of
-- the standards: met, for each of the five. Where they do not, it may be one standard only; then, and where none are
-- approved, the form decides: no row.
WITH placed AS (
  SELECT object, record_id, key, approved_on, internet_standards,
         row_number() OVER (PARTITION BY object ORDER BY approved_on DESC, record_id DESC) AS place
  FROM terms_of_reference
  WHERE approved_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-requirement-set' AS reason_key,
       named_struct('entry', key, 'day', cast(approved_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1 AND internet_standards
