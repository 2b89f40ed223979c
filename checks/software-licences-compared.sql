-- Is the software in use compared with the licences held (UR 79.0.3)?
-- Facts: the registers of software and licences. This query is the comparison: more copies in use than valid licences
-- decide: not met. A title whose copies were not counted cannot be compared: unknown, as is a register without
-- licences.
WITH held AS (
  SELECT org_id, software, coalesce(sum(quantity), 0) AS quantity,
         last_value(record_id ORDER BY record_id) AS licence
  FROM licences
  WHERE valid_until IS NULL OR valid_until >= $today
  GROUP BY org_id, software
),
keepers AS (
  SELECT org_id, count(*) AS licences
  FROM licences
  GROUP BY org_id
),
judged AS (
  SELECT software.org_id, software.key, software.record_id, held.licence, coalesce(keepers.licences, 0) AS licences,
         software.installed IS NULL AS uncounted,
         greatest(coalesce(software.installed, 0) - coalesce(held.quantity, 0), 0) AS missing
  FROM software
  LEFT JOIN held ON held.org_id = software.org_id AND held.software = software.key
  LEFT JOIN keepers ON keepers.org_id = software.org_id
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN max(licences) = 0 THEN 'unknown'
            WHEN max(missing) > 0 THEN 'not_met'
            WHEN bool_or(uncounted) THEN 'unknown'
            ELSE 'met' END AS status,
       CASE WHEN max(licences) = 0 THEN 'reason-licences-none'
            WHEN max(missing) > 0 THEN 'reason-licences-short'
            WHEN bool_or(uncounted) THEN 'reason-software-uncounted'
            ELSE 'reason-licences-sufficient' END AS reason_key,
       named_struct('titles', count(*),
                    'short', count(*) FILTER (WHERE missing > 0),
                    'copies', sum(missing),
                    'uncounted', count(*) FILTER (WHERE uncounted),
                    'first', coalesce(min(CASE WHEN missing > 0 THEN key END), '-')) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY missing DESC, record_id),
           array_agg(concat('record:', licence)) FILTER (WHERE licence IS NOT NULL)), 1, 50) AS evidence
FROM judged
GROUP BY org_id
