-- Are the organisation's assets assigned to its officers (UR 36.3)?
-- Facts: the registers of assets and of people, assets written off left out. An asset without a keeper, or whose keeper
-- has left, decides: not met.
WITH judged AS (
  SELECT assets.org_id, assets.key, assets.record_id, people.record_id AS keeper,
         people.record_id IS NULL OR coalesce(people.left_on <= $today, false) AS lacking
  FROM assets
  LEFT JOIN people ON people.org_id = assets.org_id AND people.key = assets.custodian
  WHERE assets.written_off_on IS NULL
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-assets-unassigned' ELSE 'reason-assets-assigned' END AS reason_key,
       named_struct('assets', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), '-')) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY lacking DESC, record_id),
           array_agg(concat('record:', keeper) ORDER BY keeper) FILTER (WHERE lacking AND keeper IS NOT NULL)), 1, 50) AS evidence
FROM judged
GROUP BY org_id
