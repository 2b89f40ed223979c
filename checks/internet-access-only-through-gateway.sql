-- Do the networks reach the Internet only through the unified gateway (UR 128.7)?
-- Facts: the register of connections to the Internet. One in use past the gateway, without a ground that the decree knows,
-- decides: not met. That there is no connection besides those entered is for people to state: no row, and the form decides.
WITH judged AS (
  SELECT org_id, record_id, key, connected_on AS seen_on,
         NOT through_gateway AND coalesce(exception = 'none', true) AS breaking
  FROM internet_connections
  WHERE connected_on <= $today AND (disconnected_on IS NULL OR disconnected_on > $today)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'not_met' AS status,
       'reason-entries-breaking' AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
HAVING bool_or(breaking)
