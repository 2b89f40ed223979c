-- Does the operational centre work with the National Coordination Centre (UR 92-3)?
-- Facts: the register of operational centres. One that works and has the day since when it does so: met. Else the form
-- decides: no row.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-centre-interacts' AS reason_key,
       named_struct('name', min(name), 'since', cast(min(interaction_since) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY record_id), 1, 50) AS evidence
FROM is_centres
WHERE working_since <= $today AND (valid_until IS NULL OR valid_until >= $today) AND (ended_on IS NULL OR ended_on > $today)
  AND interaction_since <= $today
GROUP BY org_id
