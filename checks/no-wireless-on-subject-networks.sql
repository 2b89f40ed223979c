-- Is the network free of wireless access, modems and other wireless devices (UR 131)?
-- Facts: the journal of unpermitted devices found. A device that is still on this network decides: not met. That none was
-- found, or all were taken off, does not prove that there is none: no row, and the form decides.
WITH judged AS (
  SELECT network, record_id, key, found_on AS seen_on,
         removed_on IS NULL OR removed_on > $today AS breaking
  FROM unpermitted_devices
  WHERE network IS NOT NULL AND found_on <= $today AND kind IN ('access_point', 'phone', 'modem', 'adapter')
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
