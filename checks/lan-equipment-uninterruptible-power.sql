-- Is the active equipment of the network fed by uninterruptible supplies (UR 138)?
-- Facts: the register of active equipment. One piece in use that is not decides: not met. That all of it is entered is for
-- people to state: no row, and the form decides.
WITH judged AS (
  SELECT network, record_id, key, installed_on AS seen_on,
         NOT ups AS breaking
  FROM network_equipment
  WHERE installed_on <= $today AND (removed_on IS NULL OR removed_on > $today)
)
SELECT 'object' AS subject_kind,
       network AS subject,
       'not_met' AS status,
       'reason-entries-breaking' AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY network
HAVING bool_or(breaking)
