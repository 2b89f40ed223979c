-- Are departmental e-mail, instant messaging and other services used for exchanging information at work (UR 128.5.1)?
-- Facts: the register of such services, those in use today. One that is not departmental decides: not met, unless it serves
-- only to talk with persons abroad (128.5.3) or an act of the authorised body allows it. That nothing else is used is for
-- people to state: no row, and the form decides.
WITH judged AS (
  SELECT org_id, record_id, key, started_on AS seen_on,
         NOT departmental AND NOT coalesce(foreign_only, false) AND trim(coalesce(permission, '')) = '' AS breaking
  FROM communication_services
  WHERE started_on <= $today AND (ended_on IS NULL OR ended_on > $today)
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
