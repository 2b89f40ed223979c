-- Are the requirements for the software set in terms of reference drawn up by the standard (UR 68)?
-- Facts: the register of terms of reference; of those approved for the object the last ones count. Not by the standard:
-- not met. By the standard: whether they follow the uniform requirements and the rules for such terms as well is for
-- people to state: no row, and the form decides, as it does where none are approved.
WITH placed AS (
  SELECT object, record_id, key, approved_on, by_standard,
         row_number() OVER (PARTITION BY object ORDER BY approved_on DESC, record_id DESC) AS place
  FROM terms_of_reference
  WHERE approved_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       'reason-requirement-not-set' AS reason_key,
       named_struct('entry', key, 'day', cast(approved_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1 AND NOT by_standard
