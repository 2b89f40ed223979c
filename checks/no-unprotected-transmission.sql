-- Is protected information kept off unprotected wired channels and radio channels without cryptographic tools (UR 139.3)?
-- Facts: the entries in force on cryptographic protection of the object's channels. One that carries restricted service
-- information, that of a confidential system or personal data of limited access and has no protection decides: not met. That
-- all channels are entered is for people to state: no row, and the form decides.
WITH judged AS (
  SELECT object, record_id, key, installed_on AS seen_on,
         NOT protected AS breaking
  FROM crypto_protection
  WHERE scope <> 'storage' AND information IN ('restricted', 'confidential', 'personal')
    AND (installed_on IS NULL OR installed_on <= $today) AND (removed_on IS NULL OR removed_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       'reason-entries-breaking' AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY object
HAVING bool_or(breaking)
