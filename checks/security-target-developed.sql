-- Is there a security target for the object (UR 45)?
-- Facts: the register of protection profiles and security targets. Where all of this kind that are in force were approved: met.
-- Where there is none, or one still in work, the form decides: no row.
WITH listed AS (
  SELECT object, record_id, key, approved_on, coalesce(approved_on <= $today, false) AS approved
  FROM protection_profiles
  WHERE kind = 'security_target' AND (cancelled_on IS NULL OR cancelled_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-profile-approved' AS reason_key,
       named_struct('documents', count(*), 'first', min(key), 'last', cast(max(approved_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY approved_on DESC, record_id), 1, 50) AS evidence
FROM listed
GROUP BY object
HAVING bool_and(approved)
