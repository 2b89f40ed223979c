-- Are the organisation's assets listed (UR 36.1)?
-- Facts: the registers of objects and of software. An object without a name in both official languages cannot be
-- recognised from the list. Whether an asset is missing from the list is for people to see: the mode is attested.
WITH listed AS (
  SELECT org_id, record_id, changed_at, true AS is_object,
         trim(coalesce(name_kk, '')) = '' OR trim(coalesce(name_ru, '')) = '' AS nameless
  FROM objects
  UNION ALL
  SELECT org_id, record_id, changed_at, false AS is_object, false AS nameless
  FROM software
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN NOT bool_or(is_object) THEN 'unknown' WHEN bool_or(nameless) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN NOT bool_or(is_object) THEN 'reason-assets-without-objects'
            WHEN bool_or(nameless) THEN 'reason-assets-nameless'
            ELSE 'reason-assets-inventoried' END AS reason_key,
       named_struct('objects', count(*) FILTER (WHERE is_object),
                    'software', count(*) FILTER (WHERE NOT is_object),
                    'nameless', count(*) FILTER (WHERE nameless),
                    'last', cast(cast(max(changed_at) AS date) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY nameless DESC, is_object DESC, record_id), 1, 50) AS evidence
FROM listed
GROUP BY org_id
