-- Are software and products of the electronic industry bought from the register of trusted software (UR 29-1)?
-- Facts: the register of purchases: contracts of the window for software and electronics. One bought outside the register
-- although the product is in it decides: not met; that the register lacks the product is allowed (29-1.0.2). A purchase
-- that does not say how it was chosen: unknown. No such contract in the window: no row, and the form decides.
WITH bought AS (
  SELECT org_id, key, record_id, coalesce(trusted_choice = 'outside', false) AS outside, trusted_choice IS NULL AS unsaid
  FROM procurements
  WHERE kind IN ('application_software', 'system_software', 'server', 'storage', 'electronics')
    AND contract_on BETWEEN cast($today AS date) - cast($window AS interval) AND $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(outside) THEN 'not_met' WHEN bool_or(unsaid) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(outside) THEN 'reason-purchases-outside-register'
            WHEN bool_or(unsaid) THEN 'reason-purchases-unsaid'
            ELSE 'reason-purchases-trusted' END AS reason_key,
       named_struct('purchases', count(*),
                    'lacking', count(*) FILTER (WHERE outside OR unsaid),
                    'first', coalesce(min(CASE WHEN outside THEN key END), min(CASE WHEN unsaid THEN key END), '-'),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY outside DESC, unsaid DESC, record_id), 1, 50) AS evidence
FROM bought
GROUP BY org_id
