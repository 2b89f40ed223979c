-- Is the dedicated channel protected by means of protection, encryption by cryptographic tools among them (UR 128.1)?
-- Facts: the entries in force on cryptographic protection of a channel that is an object, and those that the register of
-- channels names for it. An entry that says that no tool is used decides: not met. A tool with a certificate that holds on
-- every entry: met. A certificate that has run out or is not entered, or a channel without an entry, proves nothing: no row,
-- and the form decides.
WITH kept AS (
  SELECT org_id, object, record_id, key, certificate_until,
         NOT protected AS bare,
         protected AND coalesce(certificate_until >= $today, false) AS proved
  FROM crypto_protection
  WHERE scope <> 'storage'
    AND (installed_on IS NULL OR installed_on <= $today) AND (removed_on IS NULL OR removed_on > $today)
),
links AS (
  SELECT org_id, object, key AS protection, key, record_id
  FROM kept
  UNION ALL
  SELECT org_id, network AS object, protection, key, record_id
  FROM network_channels
  WHERE opened_on <= $today AND (closed_on IS NULL OR closed_on > $today)
),
entries AS (
  SELECT links.object, coalesce(kept.record_id, links.record_id) AS record_id, max(coalesce(kept.key, links.key)) AS key,
         coalesce(bool_or(kept.bare), false) AS bare, coalesce(bool_or(kept.proved), false) AS proved,
         max(kept.certificate_until) AS certificate_until
  FROM links
  JOIN objects ON objects.org_id = links.org_id AND objects.key = links.object AND objects.network_type = 'channel'
  LEFT JOIN kept ON kept.org_id = links.org_id AND kept.key = links.protection
  GROUP BY links.object, coalesce(kept.record_id, links.record_id)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(bare) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(bare) THEN 'reason-channel-bare' ELSE 'reason-channel-encrypted' END AS reason_key,
       named_struct('entries', count(*),
                    'bare', count(*) FILTER (WHERE bare),
                    'first', coalesce(min(CASE WHEN bare THEN key END), '-'),
                    'until', coalesce(cast(min(certificate_until) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY bare DESC, record_id), 1, 50) AS evidence
FROM entries
GROUP BY object
HAVING bool_or(bare) OR bool_and(proved)
