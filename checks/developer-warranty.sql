-- Does, or did, the developer's warranty last as long as it must from the day of commissioning (UR 89.8)?
-- Facts: the registers of warranty contracts and of objects. A warranty that begins after the commissioning or ends too
-- early decides: not met. No warranty or no day of commissioning on record: no row, and the form decides.
WITH spans AS (
  SELECT objects.key AS object, objects.commissioned_on, warranties.record_id, warranties.valid_from, warranties.valid_until,
         cast(objects.commissioned_on + cast($warranty AS interval) AS date) AS least_until
  FROM warranties
  JOIN objects ON objects.org_id = warranties.org_id AND objects.key = warranties.object
  WHERE warranties.kind = 'warranty' AND objects.commissioned_on <= $today
),
judged AS (
  SELECT object, commissioned_on, least_until, min(valid_from) AS valid_from, max(valid_until) AS valid_until,
         bool_or(valid_from <= commissioned_on AND valid_until >= least_until) AS enough,
         array_slice(array_agg(concat('record:', record_id) ORDER BY valid_until DESC, record_id), 1, 50) AS evidence
  FROM spans
  GROUP BY object, commissioned_on, least_until
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN enough THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN enough THEN 'reason-warranty-enough' ELSE 'reason-warranty-short' END AS reason_key,
       named_struct('since', cast(valid_from AS text),
                    'until', cast(valid_until AS text),
                    'least', cast(least_until AS text),
                    'commissioned', cast(commissioned_on AS text)) AS reason_args,
       evidence
FROM judged
