-- Are threats and their sources identified for the listed assets (UR 37.2.1)?
-- Facts: the catalogue of threats, without entries found irrelevant, and the objects that are not decommissioned. A
-- catalogue that is kept but has no entry of this kind, or one without a source, decides: not met. Entries found or
-- reviewed within the window that cover every object (an entry without an object covers them all): met. Where they
-- leave objects out or are older, people state it: no row, and the form decides.
WITH entries AS (
  SELECT org_id, record_id, object,
         coalesce(kind = 'threat', false) AS of_kind,
         coalesce(kind = 'threat', false) AND trim(coalesce(source, '')) = '' AS sourceless,
         coalesce(reviewed_on, found_on) AS last_on
  FROM threats
  WHERE found_on <= $today AND (withdrawn_on IS NULL OR withdrawn_on > $today)
),
covered AS (
  SELECT objects.org_id, objects.key AS object, count(entries.record_id) AS found
  FROM objects
  LEFT JOIN entries ON entries.org_id = objects.org_id AND entries.of_kind
                   AND (entries.object IS NULL OR entries.object = objects.key)
                   AND entries.last_on >= cast($today AS date) - cast($window AS interval)
  WHERE coalesce(objects.stage, '') <> 'decommissioned'
  GROUP BY objects.org_id, objects.key
),
coverage AS (
  SELECT org_id, count(*) AS assets, count(*) FILTER (WHERE found = 0) AS uncovered
  FROM covered
  GROUP BY org_id
),
catalogue AS (
  SELECT org_id, count(*) AS entries,
         count(*) FILTER (WHERE of_kind) AS found,
         count(*) FILTER (WHERE sourceless) AS sourceless,
         max(CASE WHEN of_kind THEN last_on END) AS last_on,
         array_slice(array_agg(concat('record:', record_id) ORDER BY sourceless DESC, of_kind DESC, record_id), 1, 50) AS evidence
  FROM entries
  GROUP BY org_id
)
SELECT 'organisation' AS subject_kind,
       catalogue.org_id AS subject,
       CASE WHEN found = 0 OR sourceless > 0 THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN found = 0 THEN 'reason-catalogue-kind-missing'
            WHEN sourceless > 0 THEN 'reason-threats-sourceless'
            ELSE 'reason-catalogue-covers' END AS reason_key,
       named_struct('entries', entries, 'found', found, 'sourceless', sourceless, 'assets', coalesce(assets, 0),
                    'last', coalesce(cast(last_on AS text), '-')) AS reason_args,
       evidence
FROM catalogue
LEFT JOIN coverage ON coverage.org_id = catalogue.org_id
WHERE found = 0 OR sourceless > 0 OR uncovered = 0
