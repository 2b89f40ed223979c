-- Are electronic media with unique identification checked when workstations are accounted for (UR 20.2)?
-- Facts: the register of assets: media that are not written off, and stock-takings that looked at them. A medium without an
-- identifier cannot be told apart, and one that was never checked or counted was not looked at: not met. Older than the
-- window: unknown.
WITH scans AS (
  SELECT org_id, asset, max(cast(scanned_at AS date)) AS scanned_on
  FROM stocktakings
  WHERE found AND scanned_at <= $now
  GROUP BY org_id, asset
),
judged AS (
  SELECT assets.org_id, assets.key, assets.record_id,
         CASE WHEN trim(coalesce(medium_identifier, '')) <> ''
              THEN greatest(CASE WHEN configuration_checked_on <= $today THEN configuration_checked_on END,
                            CASE WHEN inventoried_on <= $today THEN inventoried_on END, scans.scanned_on) END AS checked_on
  FROM assets
  LEFT JOIN scans ON scans.org_id = assets.org_id AND scans.asset = assets.key
  WHERE assets.kind = 'medium' AND assets.written_off_on IS NULL
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(checked_on IS NULL) THEN 'not_met'
            WHEN min(checked_on) < cast($today AS date) - cast($window AS interval) THEN 'unknown'
            ELSE 'met' END AS status,
       CASE WHEN bool_or(checked_on IS NULL) THEN 'reason-media-unidentified'
            WHEN min(checked_on) < cast($today AS date) - cast($window AS interval) THEN 'reason-equipment-check-old'
            ELSE 'reason-equipment-checked' END AS reason_key,
       named_struct('devices', count(*),
                    'lacking', count(*) FILTER (WHERE checked_on IS NULL),
                    'first', coalesce(min(CASE WHEN checked_on IS NULL THEN key END), '-'),
                    'oldest', coalesce(cast(min(checked_on) AS text), '-'),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY checked_on NULLS FIRST, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
