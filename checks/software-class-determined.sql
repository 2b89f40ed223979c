-- Is the class of the software determined when its development or purchase begins (UR 67)?
-- Facts: the software's class in the register of objects. Software in the register without a class decides: not met.
SELECT 'object' AS subject_kind,
       key AS subject,
       CASE WHEN class IS NULL THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN class IS NULL THEN 'reason-class-missing' ELSE 'reason-class-determined' END AS reason_key,
       named_struct('class', coalesce(cast(cast(class AS bigint) AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM objects
WHERE kind = 'software'
