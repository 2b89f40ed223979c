-- Does the resource with a .KZ or .ҚАЗ name use security certificates (UR 62-2)?
-- Facts: the registers of domain names and of certificates. A name in use, in one of the Kazakhstani zones, whose entered
-- certificates have all run out or were revoked decides: not met. A certificate in force for each such name meets it. A name for
-- which no certificate was ever entered proves nothing: no row, and the form decides.
WITH certified AS (
  SELECT org_id, domain, max(certificate_not_after) AS until,
         count(*) FILTER (WHERE certificate_not_after >= $today AND (replaced_on IS NULL OR replaced_on > $today)) AS in_force,
         last_value(record_id ORDER BY certificate_not_after) AS certificate
  FROM tls_certificates
  GROUP BY org_id, domain
),
judged AS (
  SELECT domain_names.object, domain_names.record_id, domain_names.key, certified.certificate, certified.until,
         certified.domain IS NOT NULL AS entered,
         coalesce(certified.in_force = 0, false) AS lacking
  FROM domain_names
  LEFT JOIN certified ON certified.org_id = domain_names.org_id AND certified.domain = domain_names.key
  WHERE domain_names.object IS NOT NULL AND domain_names.zone IN ('gov_kz', 'mem_qaz', 'kz', 'qaz')
    AND (domain_names.closed_on IS NULL OR domain_names.closed_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-certificates-expired' ELSE 'reason-certificates-in-force' END AS reason_key,
       named_struct('names', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), min(key)),
                    'until', coalesce(cast(min(until) AS text), '-')) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY lacking DESC, record_id),
           array_agg(concat('record:', certificate)) FILTER (WHERE certificate IS NOT NULL)), 1, 50) AS evidence
FROM judged
GROUP BY object
HAVING bool_or(lacking) OR bool_and(entered)
