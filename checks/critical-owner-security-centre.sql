-- Has the owner of a critical object an operational security centre (UR 50-1.0.1)?
-- Facts: the registers of operational centres and of contracts with third parties. One that works, or whose contract is in force: met. Where those on record have
-- all ended: not met. Where there is none, the form decides: no row. A centre for one object counts where that is a critical one.
WITH centres AS (
  SELECT is_centres.org_id, is_centres.record_id, is_centres.name,
         least(contracts.valid_until, contracts.terminated_on, is_centres.ended_on) AS ends_on,
         (contracts.valid_until IS NULL OR contracts.valid_until >= $today)
           AND (contracts.terminated_on IS NULL OR contracts.terminated_on > $today)
           AND (is_centres.ended_on IS NULL OR is_centres.ended_on > $today) AS working
  FROM is_centres
  LEFT JOIN third_party_agreements AS contracts
    ON contracts.org_id = is_centres.org_id AND contracts.key = is_centres.agreement
  LEFT JOIN objects ON objects.org_id = is_centres.org_id AND objects.key = is_centres.object
  WHERE is_centres.working_since <= $today AND (is_centres.object IS NULL OR objects.critical_ici)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(working) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(working) THEN 'reason-centre-works' ELSE 'reason-centre-ended' END AS reason_key,
       named_struct('centres', count(*) FILTER (WHERE working),
                    'name', coalesce(min(CASE WHEN working THEN name END), '-'),
                    'last', coalesce(cast(CASE WHEN bool_or(working) THEN max(CASE WHEN working THEN ends_on END)
                                               ELSE max(ends_on) END AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY working DESC, record_id), 1, 50) AS evidence
FROM centres
GROUP BY org_id
