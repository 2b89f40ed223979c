-- Are ICT risks managed while others give warranty service (UR 91.0.2)?
-- Facts: the registers of objects and of agreements with third parties; one without an object covers all objects of the
-- organisation. Where the risks of each agreement on warranty in force were assessed in the window: met. Else the clause sets no
-- term and the form decides: no row.
WITH covering AS (
  SELECT objects.key AS object, agreements.record_id, agreements.risks_assessed_on
  FROM objects
  JOIN third_party_agreements AS agreements
    ON agreements.org_id = objects.org_id AND (agreements.object IS NULL OR agreements.object = objects.key)
  WHERE agreements.kind = 'warranty' AND agreements.signed_on <= $today AND agreements.valid_until >= $today
    AND (agreements.terminated_on IS NULL OR agreements.terminated_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-warranty-risks-assessed' AS reason_key,
       named_struct('agreements', count(*),
                    'oldest', cast(min(risks_assessed_on) AS text),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY risks_assessed_on DESC, record_id), 1, 50) AS evidence
FROM covering
GROUP BY object
HAVING bool_and(coalesce(risks_assessed_on <= $today AND risks_assessed_on >= cast($today AS date) - cast($window AS interval), false))
