-- Is there an approved plan with measures that neutralise or reduce the threats (risks) (UR 37.5)?
-- Facts: the risks that are not closed and are to be reduced, avoided or transferred, and the measures of the plan that
-- are not struck out. Every such risk has an approved measure: met. One that has none, or none that is approved by an
-- act: not met. Where no risk is to be treated the form decides: no row.
WITH measures AS (
  SELECT org_id, risk,
         bool_or(coalesce(approved_on <= $today, false) AND trim(coalesce(approval_act, '')) <> '') AS approved,
         min(record_id) AS entry
  FROM risk_treatment
  WHERE cancelled_on IS NULL OR cancelled_on > $today
  GROUP BY org_id, risk
),
judged AS (
  SELECT risks.org_id, risks.record_id, risks.key, entry,
         entry IS NULL AS unplanned,
         NOT coalesce(approved, false) AS lacking
  FROM risks
  LEFT JOIN measures ON measures.org_id = risks.org_id AND measures.risk = risks.key
  WHERE (closed_on IS NULL OR closed_on > $today) AND decision IN ('reduce', 'avoid', 'transfer')
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(unplanned) THEN 'reason-risks-without-measures'
            WHEN bool_or(lacking) THEN 'reason-measures-not-approved'
            ELSE 'reason-treatment-approved' END AS reason_key,
       named_struct('risks', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'unplanned', count(*) FILTER (WHERE unplanned),
                    'first', coalesce(min(CASE WHEN unplanned THEN key END), min(CASE WHEN lacking THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', coalesce(entry, record_id)) ORDER BY unplanned DESC, lacking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
