-- Does the object sign with certificates of accredited certification authorities (UR 46-1)?
-- Facts: the registers of registration certificates and of certification authorities. A certificate in force that signs in the
-- object, and whose authority is a foreign one or has lost its accreditation, breaks it: not met. That no other is used the
-- registers cannot prove: no row, and the form decides.
WITH used AS (
  SELECT certificates.object, certificates.record_id, certificates.key, authorities.record_id AS authority,
         coalesce(authorities.accredited_until < $today, false) OR coalesce(authorities.withdrawn_on <= $today, false)
           OR (authorities.kind = 'foreign' AND coalesce(authorities.accredited_on > $today, true)) AS lacking
  FROM signature_certificates AS certificates
  JOIN certification_authorities AS authorities
    ON authorities.org_id = certificates.org_id AND authorities.key = certificates.authority
  WHERE certificates.object IS NOT NULL AND certificates.purpose IN ('signing', 'both')
    AND certificates.issued_on <= $today AND certificates.valid_until >= $today
    AND (certificates.revoked_on IS NULL OR certificates.revoked_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       'reason-certificates-not-accredited' AS reason_key,
       named_struct('certificates', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), '-')) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY record_id) FILTER (WHERE lacking),
           array_agg(DISTINCT concat('record:', authority)) FILTER (WHERE lacking)), 1, 50) AS evidence
FROM used
GROUP BY object
HAVING bool_or(lacking)
