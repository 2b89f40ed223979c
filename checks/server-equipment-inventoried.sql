-- Is the server equipment of the complex inventoried with a check of its configuration (UR 107)?
-- Facts: the registers of servers and storage, for the servers in use, and of the assets that they are, with stock-takings of
-- these, of which one that compared the configuration is a check of it. One whose configuration was never checked decides: not met. The decree
-- says 'constantly' and sets no interval, so a check older than the window is unknown.
WITH scans AS (
  SELECT org_id, asset, max(cast(scanned_at AS date)) AS scanned_on
  FROM stocktakings
  WHERE found AND configuration_matches IS NOT NULL AND scanned_at <= $now
  GROUP BY org_id, asset
),
judged AS (
  SELECT hardware.object, hardware.key, coalesce(assets.record_id, hardware.record_id) AS record_id,
         greatest(CASE WHEN assets.configuration_checked_on <= $today THEN assets.configuration_checked_on END,
                  scans.scanned_on) AS checked_on
  FROM hardware
  LEFT JOIN assets ON assets.org_id = hardware.org_id AND assets.key = hardware.asset
  LEFT JOIN scans ON scans.org_id = hardware.org_id AND scans.asset = hardware.asset
  WHERE hardware.kind = 'server' AND (hardware.withdrawn_on IS NULL OR hardware.withdrawn_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(checked_on IS NULL) THEN 'not_met'
            WHEN min(checked_on) < cast($today AS date) - cast($window AS interval) THEN 'unknown'
            ELSE 'met' END AS status,
       CASE WHEN bool_or(checked_on IS NULL) THEN 'reason-equipment-unchecked'
            WHEN min(checked_on) < cast($today AS date) - cast($window AS interval) THEN 'reason-equipment-check-old'
            ELSE 'reason-equipment-checked' END AS reason_key,
       named_struct('devices', count(*),
                    'lacking', count(*) FILTER (WHERE checked_on IS NULL),
                    'first', coalesce(min(CASE WHEN checked_on IS NULL THEN key END), '-'),
                    'oldest', coalesce(cast(min(checked_on) AS text), '-'),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY checked_on NULLS FIRST, record_id), 1, 50) AS evidence
FROM judged
GROUP BY object
