-- Does the operational centre work with the National Coordination Centre (UR 92-3)?
-- Facts: the registers of operational centres and of contracts with third parties. A centre that works and has the day since when it
-- does so: met. Else the form decides: no row.
WITH working AS (
  SELECT is_centres.org_id, is_centres.record_id, is_centres.name, is_centres.interaction_since
  FROM is_centres
  LEFT JOIN third_party_agreements AS contracts
    ON contracts.org_id = is_centres.org_id AND contracts.key = is_centres.agreement
  WHERE is_centres.working_since <= $today AND (is_centres.ended_on IS NULL OR is_centres.ended_on > $today)
    AND (contracts.valid_until IS NULL OR contracts.valid_until >= $today)
    AND (contracts.terminated_on IS NULL OR contracts.terminated_on > $today)
    AND is_centres.interaction_since <= $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'met' AS status,
       'reason-centre-interacts' AS reason_key,
       named_struct('name', min(name), 'since', cast(min(interaction_since) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY record_id), 1, 50) AS evidence
FROM working
GROUP BY org_id
