-- Do wireless access devices stand only in the guest zone (UR 130)?
-- Facts: the register of wireless access devices. One in use of which the entry says otherwise decides: not met. That all in
-- use are entered is for people to state: no row, and the form decides.
WITH judged AS (
  SELECT org_id, record_id, key, installed_on AS seen_on,
         NOT guest_zone AS breaking
  FROM wireless_access
  WHERE installed_on <= $today AND (removed_on IS NULL OR removed_on > $today)
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
