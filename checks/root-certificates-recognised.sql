-- Are the root authority's certificates recognised in lists of trust (UR 55)?
-- Facts: the register of certification authorities, of which the organisation's own root counts. One with the day since when
-- it is so: met. Without it the form decides: no row.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-authority-trusted' AS reason_key,
       named_struct('authorities', count(*), 'since', cast(min(trusted_lists_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY record_id), 1, 50) AS evidence
FROM certification_authorities
WHERE own AND kind = 'root' AND trusted_lists_on <= $today
GROUP BY org_id
