-- Are the organisation's assets marked (UR 36.2)?
-- Facts: the register of assets, those written off left out. An asset without the day of its marking decides: not met.
-- Whether an asset is missing from the register is for people to see: the mode is attested.
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(marked_on IS NULL OR marked_on > $today) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(marked_on IS NULL OR marked_on > $today) THEN 'reason-assets-unmarked' ELSE 'reason-assets-marked' END AS reason_key,
       named_struct('assets', count(*),
                    'lacking', count(*) FILTER (WHERE marked_on IS NULL OR marked_on > $today),
                    'first', coalesce(min(CASE WHEN marked_on IS NULL OR marked_on > $today THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY (marked_on IS NULL OR marked_on > $today) DESC, record_id), 1, 50) AS evidence
FROM assets
WHERE written_off_on IS NULL AND kind <> 'information'
GROUP BY org_id
