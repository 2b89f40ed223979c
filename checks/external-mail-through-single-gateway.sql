-- Does the departmental mail reach outside mail only through the single gateway of e-mail (UR 128.6)?
-- Facts: the departmental mail services in use. One that goes past the gateway decides: not met. All through the gateway, and
-- gone over within the window: met. An older entry, or one that does not say, is no proof: no row, and the form decides.
WITH judged AS (
  SELECT org_id, record_id, key, reviewed_on AS seen_on,
         coalesce(NOT mail_gateway, false) AS breaking,
         coalesce(reviewed_on <= $today AND reviewed_on >= cast($today AS date) - cast($window AS interval), false) AND mail_gateway IS NOT NULL AS fresh
  FROM communication_services
  WHERE kind = 'mail' AND departmental AND started_on <= $today AND (ended_on IS NULL OR ended_on > $today)
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
