-- Are all browsers in use free software that meets the rules of the unified gateway (UR 128.7)?
-- Facts: the register of browsers that are on any workstation. One that does not decides: not met. All do, and stock was taken
-- within the window: met. An older entry is no proof: no row, and the form decides.
WITH judged AS (
  SELECT org_id, record_id, key, inventoried_on AS seen_on,
         NOT free OR NOT gateway_rules AS breaking,
         coalesce(inventoried_on <= $today AND inventoried_on >= cast($today AS date) - cast($window AS interval), false) AS fresh
  FROM browsers
  WHERE inventoried_on <= $today AND coalesce(computers > 0, true)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(breaking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(breaking) THEN 'reason-entries-breaking' ELSE 'reason-entries-keeping' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
HAVING bool_or(breaking) OR bool_and(fresh)
