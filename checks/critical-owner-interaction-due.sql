-- Does the owner's security centre, within the term, work with the national centre (UR 50-1.0.2)?
-- Facts: the day of entry in the list and the attestations of this statement that still hold. Before the last day it is not
-- due: unknown until it is shown. When it is shown, and after the last day, there is no row, and the form decides.
WITH stated AS (
  SELECT org_id, last_value(result ORDER BY stated_on) AS result
  FROM attestations
  WHERE statement = 'nonstate-critical-owner-centre-interaction' AND subject_kind = 'organisation'
    AND stated_on <= $today AND valid_until >= $today
  GROUP BY org_id
),
listed AS (
  SELECT organisations.key AS organisation, record_id, critical_ici_listed_on AS listed_on,
         cast(critical_ici_listed_on + cast($within AS interval) AS date) AS latest_on
  FROM organisations
  LEFT JOIN stated ON stated.org_id = organisations.key
  WHERE coalesce(result <> 'met', true) AND critical_ici_listed_on <= $today
)
SELECT 'organisation' AS subject_kind,
       organisation AS subject,
       'unknown' AS status,
       'reason-listed-term-runs' AS reason_key,
       named_struct('listed', cast(listed_on AS text),
                    'latest', cast(latest_on AS text),
                    'limit', $within_value) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM listed
WHERE latest_on >= $today
