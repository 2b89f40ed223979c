-- Is the critically important equipment serviced by certified personnel (UR 150)?
-- Facts: the register of critically important equipment. A piece in use without the certificate of who services it, or with one
-- that has run out, decides: not met. All have one in force: met. One whose term is not entered is no proof: no row, and the
-- form decides.
WITH judged AS (
  SELECT server_room, record_id, key, certificate_until AS seen_on,
         trim(coalesce(certificate, '')) = '' OR coalesce(certificate_until < $today, false) AS breaking,
         coalesce(certificate_until >= $today, false) AS fresh
  FROM critical_equipment
  WHERE retired_on IS NULL OR retired_on > $today
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN bool_or(breaking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(breaking) THEN 'reason-entries-breaking' ELSE 'reason-entries-keeping' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY server_room
HAVING bool_or(breaking) OR bool_and(fresh)
