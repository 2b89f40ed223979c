-- Are the organisation's assets listed and counted (UR 36.1)?
-- Facts: the registers of objects, of software, of assets that are not written off, and of stock-takings, in which an asset
-- that was found is counted. An object without a name in both official languages cannot be recognised from the list, and an
-- asset on the books since before the window that no stock-taking ever counted, though others were, was left out: not met. The
-- decree sets no interval, so an older count says nothing about today: unknown, as is a list without objects or without
-- assets. Every asset counted, or taken on the books, within the window: met. Whether an asset is missing from the list is for
-- people to see: the mode is attested.
WITH scans AS (
  SELECT org_id, asset, max(cast(scanned_at AS date)) AS scanned_on
  FROM stocktakings
  WHERE found AND scanned_at <= $now
  GROUP BY org_id, asset
),
counted AS (
  SELECT assets.org_id, assets.record_id, assets.key, assets.changed_at,
         coalesce(assets.acquired_on, assets.assigned_on) AS entered_on,
         greatest(CASE WHEN assets.inventoried_on <= $today THEN assets.inventoried_on END, scans.scanned_on) AS counted_on
  FROM assets
  LEFT JOIN scans ON scans.org_id = assets.org_id AND scans.asset = assets.key
  WHERE assets.written_off_on IS NULL
),
noted AS (
  SELECT org_id, record_id, changed_at, 'object' AS kind, NULL AS key, NULL AS entered_on, NULL AS counted_on, name_kk, name_ru
  FROM objects
  UNION ALL
  SELECT org_id, record_id, changed_at, 'software' AS kind, NULL AS key, NULL AS entered_on, NULL AS counted_on,
         NULL AS name_kk, NULL AS name_ru
  FROM software
  UNION ALL
  SELECT org_id, record_id, changed_at, 'asset' AS kind, key, entered_on, counted_on, NULL AS name_kk, NULL AS name_ru
  FROM counted
),
listed AS (
  SELECT org_id, record_id, changed_at, kind, key, counted_on,
         kind = 'object' AND (trim(coalesce(name_kk, '')) = '' OR trim(coalesce(name_ru, '')) = '') AS nameless,
         kind = 'asset' AND counted_on IS NULL
           AND coalesce(entered_on < cast($today AS date) - cast($window AS interval), false) AS uncounted,
         kind = 'asset'
           AND coalesce(coalesce(counted_on, entered_on) < cast($today AS date) - cast($window AS interval), true) AS stale
  FROM noted
),
judged AS (
  SELECT org_id,
         count(*) FILTER (WHERE kind = 'object') AS objects,
         count(*) FILTER (WHERE kind = 'software') AS software,
         count(*) FILTER (WHERE kind = 'asset') AS assets,
         count(*) FILTER (WHERE nameless) AS nameless,
         count(*) FILTER (WHERE uncounted) AS uncounted,
         count(*) FILTER (WHERE stale) AS stale,
         min(CASE WHEN uncounted THEN key END) AS uncounted_first,
         min(CASE WHEN stale THEN key END) AS stale_first,
         min(counted_on) AS oldest,
         max(changed_at) AS changed_at,
         array_slice(array_agg(concat('record:', record_id)
                               ORDER BY nameless DESC, uncounted DESC, stale DESC, kind, record_id), 1, 50) AS evidence
  FROM listed
  GROUP BY org_id
),
decided AS (
  SELECT *,
         CASE WHEN objects = 0 THEN 'reason-assets-without-objects'
              WHEN nameless > 0 THEN 'reason-assets-nameless'
              WHEN assets = 0 THEN 'reason-assets-none-listed'
              WHEN uncounted > 0 AND oldest IS NOT NULL THEN 'reason-assets-never-counted'
              WHEN stale > 0 OR oldest IS NULL THEN 'reason-assets-count-old'
              ELSE 'reason-assets-inventoried' END AS reason_key
  FROM judged
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN reason_key IN ('reason-assets-nameless', 'reason-assets-never-counted') THEN 'not_met'
            WHEN reason_key = 'reason-assets-inventoried' THEN 'met'
            ELSE 'unknown' END AS status,
       reason_key,
       named_struct('objects', objects,
                    'software', software,
                    'assets', assets,
                    'nameless', nameless,
                    'uncounted', uncounted,
                    'stale', stale,
                    'first', coalesce(uncounted_first, stale_first, '-'),
                    'oldest', coalesce(cast(oldest AS text), '-'),
                    'since', cast(cast(cast($today AS date) - cast($window AS interval) AS date) AS text),
                    'last', cast(cast(changed_at AS date) AS text)) AS reason_args,
       evidence
FROM decided
