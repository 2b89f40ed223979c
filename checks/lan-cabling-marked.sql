-- Are all elements of the cabling marked (UR 137)?
-- Facts: the journal of cable connections. A connection not marked at both ends decides: not met. That every element is
-- entered is for people to state: no row, and the form decides.
WITH judged AS (
  SELECT network, record_id, key, connected_on AS seen_on,
         NOT marked AS breaking
  FROM cable_connections
  WHERE connected_on <= $today AND (disconnected_on IS NULL OR disconnected_on > $today)
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
