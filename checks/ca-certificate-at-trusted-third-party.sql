-- Is the authority's certificate placed with the trusted third party (UR 56.0.1)?
-- Facts: the register of certification authorities, of which the organisation's own counts. One with the day since when
-- it is so: met. Without it the form decides: no row.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-authority-placed' AS reason_key,
       named_struct('authorities', count(*), 'since', cast(min(trusted_third_party_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY record_id), 1, 50) AS evidence
FROM certification_authorities
WHERE own AND trusted_third_party_on <= $today
GROUP BY org_id
