-- Is the connection of cellular devices, modems and media that the policy does not permit under control (UR 131-1)?
-- Facts: the journal of unpermitted devices found and the list of permitted ones. One found before today that is still
-- connected decides: not met, unless the list now has its identifier, given out and within its term. That all found were
-- disconnected does not prove that every connection is under control: no row, and the form decides.
WITH permitted AS (
  SELECT DISTINCT org_id, lower(trim(serial)) AS identifier
  FROM permitted_devices
  WHERE issued_on <= $today AND (returned_on IS NULL OR returned_on > $today)
    AND (permitted_until IS NULL OR permitted_until >= $today)
),
judged AS (
  SELECT found.org_id, found.record_id, found.key, found.found_on AS seen_on,
         (found.removed_on IS NULL OR found.removed_on > $today) AND permitted.identifier IS NULL AS breaking
  FROM unpermitted_devices AS found
  LEFT JOIN permitted ON permitted.org_id = found.org_id AND permitted.identifier = lower(trim(found.identifier))
  WHERE found.found_on < $today AND found.kind IN ('phone', 'modem', 'medium')
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
