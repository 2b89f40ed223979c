-- Is multi-factor authentication used for access to the object (UR 47)?
-- Facts: the ways of authentication in use. One without several factors, seen within the window, decides: not met. All
-- with several, checked within the window, and a certificate among them: met. Where checks are older or no way uses a
-- certificate, people state it: no row, and the form decides.
WITH ways AS (
  SELECT org_id, object, record_id, multifactor, checked_on,
         coalesce(certificate, false) AS by_certificate,
         checked_on < cast($today AS date) - cast($window AS interval) AS old
  FROM authentication_methods
  WHERE checked_on <= $today AND (ended_on IS NULL OR ended_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_and(multifactor) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_and(multifactor) THEN 'reason-multifactor-used' ELSE 'reason-multifactor-lacking' END AS reason_key,
       named_struct('ways', count(*),
                    'lacking', count(*) FILTER (WHERE NOT multifactor),
                    'checked', cast(min(checked_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY multifactor, record_id), 1, 50) AS evidence
FROM ways
GROUP BY object
HAVING bool_or(NOT multifactor AND NOT old) OR (bool_and(multifactor AND NOT old) AND bool_or(by_certificate))
