-- Was no licensed software acquired without a licence (UR 78.4)?
-- Facts: the register of purchases: contracts of the window for ready-made application software and for system
-- software. One without licences decides: not met. All of them with licences: met. One that does not say, or no such
-- contract: the form decides, no row.
WITH bought AS (
  SELECT org_id, key, record_id, contract_on,
         coalesce(NOT with_licence, false) AS breaking, coalesce(with_licence, false) AS kept
  FROM procurements
  WHERE kind IN ('application_software', 'system_software') AND state <> 'cancelled'
    AND contract_on <= $today AND contract_on >= cast($today AS date) - cast($window AS interval)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(breaking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(breaking) THEN 'reason-entries-breaking' ELSE 'reason-entries-keeping' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', cast(min(contract_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM bought
GROUP BY org_id
HAVING bool_or(breaking) OR bool_and(kept)
