-- Do purchases in informatization follow the authorised body's conclusion on the expense calculations (UR 13)?
-- Facts: the register of purchases: those of the window's yearly plans. A purchase without the number of a conclusion, or
-- of which it is noted that the conclusion was not taken into account, decides: not met. A conclusion of which nothing is
-- noted: unknown. No purchase in the window: no row, and the form decides.
WITH planned AS (
  SELECT org_id, key, record_id,
         trim(coalesce(conclusion_number, '')) = '' OR NOT coalesce(conclusion_considered, true) AS lacking,
         conclusion_considered IS NULL AS unsaid
  FROM procurements
  WHERE planned_on BETWEEN cast($today AS date) - cast($window AS interval) AND $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' WHEN bool_or(unsaid) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-purchases-without-conclusion'
            WHEN bool_or(unsaid) THEN 'reason-purchases-unsaid'
            ELSE 'reason-purchases-with-conclusion' END AS reason_key,
       named_struct('purchases', count(*),
                    'lacking', count(*) FILTER (WHERE lacking OR unsaid),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), min(CASE WHEN unsaid THEN key END), '-'),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, unsaid DESC, record_id), 1, 50) AS evidence
FROM planned
GROUP BY org_id
