-- Are the organisation's assets classified (UR 36.2)?
-- Facts: the register of objects and the class of each. An object in the register without a class decides: not met.
-- Decommissioned objects are left out. Whether an asset is missing from the register is for people to see: the mode is
-- attested.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(class IS NULL) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(class IS NULL) THEN 'reason-assets-unclassified' ELSE 'reason-assets-classified' END AS reason_key,
       named_struct('objects', count(*),
                    'lacking', count(*) FILTER (WHERE class IS NULL),
                    'first', coalesce(min(CASE WHEN class IS NULL THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY class IS NULL DESC, record_id), 1, 50) AS evidence
FROM objects
WHERE stage IS NULL OR stage <> 'decommissioned'
GROUP BY org_id
