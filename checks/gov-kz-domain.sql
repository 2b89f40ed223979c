-- Is the Internet resource registered in the zones gov.kz and мем.қаз (UR 62)?
-- Facts: the register of domain names. A resource with names in both zones meets it. One whose names in use all lie in other
-- zones decides as well: not met. With a name in one of the two zones only, and for a resource without a name in use: no
-- row, and the form decides.
WITH named AS (
  SELECT object, record_id, key, zone IN ('gov_kz', 'mem_qaz') AS of_state, zone = 'gov_kz' AS gov, zone = 'mem_qaz' AS mem
  FROM domain_names
  WHERE object IS NOT NULL AND zone <> 'transport' AND registered_on <= $today AND (closed_on IS NULL OR closed_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(of_state) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(of_state) THEN 'reason-domain-in-state-zones' ELSE 'reason-domain-outside-state-zones' END AS reason_key,
       named_struct('names', count(*),
                    'first', coalesce(min(CASE WHEN of_state THEN key END), min(key))) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY of_state DESC, record_id), 1, 50) AS evidence
FROM named
GROUP BY object
HAVING (bool_or(gov) AND bool_or(mem)) OR NOT bool_or(of_state)
