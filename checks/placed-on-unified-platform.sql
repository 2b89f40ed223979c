-- Is the resource placed on the unified platform of Internet resources (UR 62)?
-- Facts: the register of Internet resources. An entry that says otherwise decides: not met. One that says so and was gone
-- over within the window meets it; an older one is no proof: no row, and the form decides.
WITH judged AS (
  SELECT object, record_id, key, checked_on AS seen_on,
         coalesce(hosting <> 'unified_platform', false) AS breaking,
         coalesce(checked_on <= $today AND checked_on >= cast($today AS date) - cast($window AS interval), false) AS fresh
  FROM internet_resources
  WHERE checked_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(breaking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(breaking) THEN 'reason-entries-breaking' ELSE 'reason-entries-keeping' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY object
HAVING bool_or(breaking) OR bool_and(fresh)
