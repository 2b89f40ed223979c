-- Has the owner of a critical object, within the term, an operational security centre (UR 50-1.0.2)?
-- Facts: the day of entry in the list, the registers of operational centres and of contracts with third parties, and the attestations of
-- this statement that still hold. A centre that works, or whose contract is in force: met. Before the last day it is not due: unknown
-- until it is shown. After it, where the centres on record have all ended: not met. Otherwise there is no row, and the form decides. A
-- centre for one object counts where that is a critical one.
WITH stated AS (
  SELECT org_id, last_value(result ORDER BY stated_on) AS result
  FROM attestations
  WHERE statement = 'nonstate-critical-owner-security-centre' AND subject_kind = 'organisation'
    AND stated_on <= $today AND valid_until >= $today
  GROUP BY org_id
),
on_record AS (
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
),
centres AS (
  SELECT org_id, bool_or(working) AS working, count(*) FILTER (WHERE working) AS centres,
         min(CASE WHEN working THEN name END) AS name,
         CASE WHEN bool_or(working) THEN max(CASE WHEN working THEN ends_on END) ELSE max(ends_on) END AS ends_on,
         array_slice(array_agg(concat('record:', record_id) ORDER BY working DESC, record_id), 1, 49) AS records
  FROM on_record
  GROUP BY org_id
),
judged AS (
  SELECT organisations.key AS organisation, record_id, critical_ici_listed_on AS listed_on,
         cast(critical_ici_listed_on + cast($within AS interval) AS date) AS latest_on,
         working, centres, name, ends_on, records,
         critical_ici_listed_on <= $today AND coalesce(result <> 'met', true) AS open
  FROM organisations
  LEFT JOIN stated ON stated.org_id = organisations.key
  LEFT JOIN centres ON centres.org_id = organisations.key
)
SELECT 'organisation' AS subject_kind,
       organisation AS subject,
       CASE WHEN working THEN 'met' WHEN latest_on >= $today THEN 'unknown' ELSE 'not_met' END AS status,
       CASE WHEN working THEN 'reason-centre-works'
            WHEN latest_on >= $today THEN 'reason-listed-term-runs'
            ELSE 'reason-centre-ended' END AS reason_key,
       named_struct('listed', coalesce(cast(listed_on AS text), '-'),
                    'latest', coalesce(cast(latest_on AS text), '-'),
                    'limit', $within_value,
                    'centres', coalesce(centres, 0),
                    'name', coalesce(name, '-'),
                    'last', coalesce(cast(ends_on AS text), '-')) AS reason_args,
       array_concat(make_array(concat('record:', record_id)), records) AS evidence
FROM judged
WHERE working OR (open AND latest_on >= $today) OR (latest_on < $today AND NOT working)
