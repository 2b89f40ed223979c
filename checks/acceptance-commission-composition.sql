-- Did the bodies that must sit on the acceptance commission take part (UR 87)?
-- Facts: the register of commissionings, entries of a system as a whole; the last whose day has come counts. One that says
-- that the informatization or the security body did not take part decides: not met. Both took part and the others concerned
-- are named: met. Where the entry does not say, there is no row, and the form decides.
WITH placed AS (
  SELECT object, record_id, key, commissioned_on, informatization_body_present AS informatization,
         security_body_present AS security, trim(coalesce(interested_bodies, '')) AS others,
         row_number() OVER (PARTITION BY object ORDER BY commissioned_on DESC, record_id DESC) AS place
  FROM commissionings
  WHERE subject = 'system' AND state <> 'refused' AND commissioned_on <= $today
),
judged AS (
  SELECT object, record_id, key, commissioned_on, others,
         coalesce(NOT informatization, false) AS without_informatization,
         coalesce(NOT security, false) AS without_security,
         coalesce(informatization AND security, false) AND others <> '' AS complete
  FROM placed
  WHERE place = 1
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN complete THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN complete THEN 'reason-commission-complete'
            WHEN without_informatization AND without_security THEN 'reason-commission-without-both'
            WHEN without_informatization THEN 'reason-commission-without-informatization'
            ELSE 'reason-commission-without-security' END AS reason_key,
       named_struct('entry', key,
                    'day', cast(commissioned_on AS text),
                    'others', CASE WHEN others <> '' THEN others ELSE '-' END) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM judged
WHERE complete OR without_informatization OR without_security
