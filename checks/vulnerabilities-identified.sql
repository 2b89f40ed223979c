-- Are vulnerabilities identified for the listed assets (UR 37.2.2)?
-- Facts: the catalogue of threats, without entries found irrelevant, the reports on vulnerability and what they found, false
-- findings and mere information left out, and the objects that are not decommissioned. A catalogue that is kept but has no
-- entry of this kind, with no assessment made besides, decides: not met. Entries found or reviewed and assessments made within
-- the window that cover every object (an entry of the catalogue without an object covers them all, a report or finding
-- without one covers none): met. Where they leave objects out or are older, people state it: no row, and the form decides.
WITH scans AS (
  SELECT org_id, key, record_id, object, performed_on
  FROM vulnerability_scans
  WHERE performed_on <= $today
),
noted AS (
  SELECT org_id, record_id, object, 'catalogue' AS source, kind, coalesce(reviewed_on, found_on) AS last_on
  FROM threats
  WHERE found_on <= $today AND (withdrawn_on IS NULL OR withdrawn_on > $today)
  UNION ALL
  SELECT org_id, record_id, object, 'scan' AS source, NULL AS kind, performed_on AS last_on
  FROM scans
  UNION ALL
  SELECT vulnerabilities.org_id, vulnerabilities.record_id, coalesce(vulnerabilities.object, scans.object) AS object,
         'finding' AS source, NULL AS kind, coalesce(vulnerabilities.found_on, scans.performed_on) AS last_on
  FROM vulnerabilities
  LEFT JOIN scans ON scans.org_id = vulnerabilities.org_id AND scans.key = vulnerabilities.scan
  WHERE coalesce(vulnerabilities.state, 'open') <> 'rejected' AND vulnerabilities.severity <> 'info'
    AND coalesce(vulnerabilities.found_on, scans.performed_on) <= $today
),
entries AS (
  SELECT org_id, record_id, object, source, last_on,
         source <> 'catalogue' OR coalesce(kind = 'vulnerability', false) AS of_kind,
         source = 'catalogue' AND object IS NULL AS general
  FROM noted
),
covered AS (
  SELECT objects.org_id, objects.key AS object, count(entries.record_id) AS found
  FROM objects
  LEFT JOIN entries ON entries.org_id = objects.org_id AND entries.of_kind
                   AND (entries.general OR entries.object = objects.key)
                   AND entries.last_on >= cast($today AS date) - cast($window AS interval)
  WHERE coalesce(objects.stage, '') <> 'decommissioned'
  GROUP BY objects.org_id, objects.key
),
coverage AS (
  SELECT org_id, count(*) AS assets, count(*) FILTER (WHERE found = 0) AS uncovered
  FROM covered
  GROUP BY org_id
),
identified AS (
  SELECT org_id,
         count(*) FILTER (WHERE source = 'catalogue') AS entries,
         count(*) FILTER (WHERE source = 'catalogue' AND of_kind) AS found,
         count(*) FILTER (WHERE source = 'scan') AS scans,
         count(*) FILTER (WHERE source = 'finding') AS findings,
         count(*) FILTER (WHERE of_kind) AS any_kind,
         max(CASE WHEN of_kind THEN last_on END) AS last_on,
         array_slice(array_agg(concat('record:', record_id) ORDER BY of_kind DESC, source, record_id), 1, 50) AS evidence
  FROM entries
  GROUP BY org_id
)
SELECT 'organisation' AS subject_kind,
       identified.org_id AS subject,
       CASE WHEN any_kind = 0 THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN any_kind = 0 THEN 'reason-catalogue-kind-missing' ELSE 'reason-vulnerabilities-cover' END AS reason_key,
       named_struct('entries', entries, 'found', found, 'scans', scans, 'findings', findings, 'assets', coalesce(assets, 0),
                    'last', coalesce(cast(last_on AS text), '-')) AS reason_args,
       evidence
FROM identified
LEFT JOIN coverage ON coverage.org_id = identified.org_id
WHERE any_kind = 0 OR uncovered = 0
