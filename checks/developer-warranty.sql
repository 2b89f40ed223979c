-- Does, or did, the developer's warranty last as long as it must from the day of commissioning (UR 89.8)?
-- Facts: the registers of contracts with third parties and of objects. No warranty that covers the day of commissioning and lasts
-- long enough decides: not met; the one that comes nearest is told. No warranty of the object or no day of commissioning on record:
-- no row, and the form decides.
WITH spans AS (
  SELECT objects.key AS object, objects.commissioned_on, contracts.record_id,
         coalesce(contracts.valid_from, contracts.signed_on) AS valid_from,
         least(contracts.valid_until, contracts.terminated_on) AS valid_until,
         coalesce(contracts.valid_from, contracts.signed_on) <= objects.commissioned_on AS covers,
         cast(objects.commissioned_on + cast($warranty AS interval) AS date) AS least_until
  FROM third_party_agreements AS contracts
  JOIN objects ON objects.org_id = contracts.org_id AND objects.key = contracts.object
  WHERE contracts.kind = 'warranty' AND objects.commissioned_on <= $today
),
ranked AS (
  SELECT object, commissioned_on, least_until, record_id, valid_from, valid_until, covers,
         row_number() OVER (PARTITION BY object
                            ORDER BY covers DESC, CASE WHEN covers THEN valid_until END DESC, valid_from, record_id) AS place
  FROM spans
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN covers AND valid_until >= least_until THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN covers AND valid_until >= least_until THEN 'reason-warranty-enough' ELSE 'reason-warranty-short' END AS reason_key,
       named_struct('since', cast(valid_from AS text),
                    'until', cast(valid_until AS text),
                    'least', cast(least_until AS text),
                    'commissioned', cast(commissioned_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM ranked
WHERE place = 1
