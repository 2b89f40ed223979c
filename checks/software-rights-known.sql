-- Is the right to use each title of software in use determined (UR 79.0.2)?
-- Facts: the registers of software and licences (free software has a licence too, and is entered there). A title
-- without a valid licence in a register that is kept decides: not met. An organisation that keeps no licences here:
-- unknown.
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
         held.software IS NULL AS lacking
  FROM software
  LEFT JOIN held ON held.org_id = software.org_id AND held.software = software.key
  LEFT JOIN keepers ON keepers.org_id = software.org_id
  WHERE software.installed > 0
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN max(licences) = 0 THEN 'unknown' WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN max(licences) = 0 THEN 'reason-licences-none'
            WHEN bool_or(lacking) THEN 'reason-software-rights-lacking'
            ELSE 'reason-software-rights-known' END AS reason_key,
       named_struct('titles', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), '-')) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY lacking DESC, record_id),
           array_agg(concat('record:', licence)) FILTER (WHERE licence IS NOT NULL)), 1, 50) AS evidence
FROM judged
GROUP BY org_id
