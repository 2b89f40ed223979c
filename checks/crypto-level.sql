-- Is the information of the object protected by cryptographic tools of the security level asked for (UR 48.0.1 to
-- 48.0.3)?
-- Facts: the entries on cryptographic protection of the object that have not ended. An entry without a tool, or one
-- whose tool is of a lower level, decides: not met. All of the level and with a certificate that still holds: met. A
-- certificate that has run out, or none, or no level, proves nothing: unknown.
WITH entries AS (
  SELECT org_id, object, record_id, security_level, certificate_until,
         NOT protected AS bare,
         coalesce(protected AND security_level < $security_level, false) AS low,
         protected AND (security_level IS NULL OR coalesce(certificate_until < $today, true)) AS unproved
  FROM crypto_protection
  WHERE (installed_on IS NULL OR installed_on <= $today) AND (removed_on IS NULL OR removed_on > $today)
    AND coalesce(information, '') <> 'other'
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(bare OR low) THEN 'not_met' WHEN bool_or(unproved) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(bare) THEN 'reason-crypto-bare'
            WHEN bool_or(low) THEN 'reason-crypto-low'
            WHEN bool_or(unproved) THEN 'reason-crypto-unproved'
            ELSE 'reason-crypto-level-met' END AS reason_key,
       named_struct('entries', count(*),
                    'bare', count(*) FILTER (WHERE bare),
                    'low', count(*) FILTER (WHERE low),
                    'unproved', count(*) FILTER (WHERE unproved),
                    'lowest', coalesce(cast(cast(min(security_level) AS bigint) AS text), '-'),
                    'until', coalesce(cast(min(certificate_until) AS text), '-'),
                    'level', $security_level_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY bare DESC, low DESC, unproved DESC, record_id), 1, 50) AS evidence
FROM entries
GROUP BY object
