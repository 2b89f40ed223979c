-- Is the free software used as its clauses ask (UR 119, 120, 122.0.1, 122.0.2)?
-- Facts: the register of versions of free software; `line` numbers the statements that it answers. Lines 1 to 3 ask of
-- versions in use, line 4 of all that were used. A version that breaks a line decides: not met. All in order: met. One that
-- does not answer it: no row, and the form decides. That a version in use has no copy elsewhere breaks nothing yet.
WITH numbers AS (SELECT unnest(range(1, 5)) AS line),
versions AS (
  SELECT *, coalesce(used_until < $today, false) AS past
  FROM free_software_versions
  WHERE object IS NOT NULL AND used_from <= $today
),
judged AS (
  SELECT object, line, record_id, key, used_from,
         CASE line
           WHEN 1 THEN licence_allows
           WHEN 2 THEN source_open
           WHEN 3 THEN trim(coalesce(community, '')) <> '' OR trim(coalesce(examination, '')) <> ''
           WHEN 4 THEN CASE WHEN trim(coalesce(copy_kept_at, '')) <> '' THEN true WHEN past THEN false END
         END AS kept
  FROM versions CROSS JOIN numbers
  WHERE line = 4 OR NOT past
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_and(kept) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_and(kept) THEN 'reason-entries-keeping' ELSE 'reason-entries-breaking' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE NOT kept),
                    'first', coalesce(min(CASE WHEN NOT kept THEN key END), '-'),
                    'oldest', cast(min(used_from) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY kept NULLS LAST, record_id), 1, 50) AS evidence,
       line
FROM judged
GROUP BY object, line
HAVING bool_or(NOT kept) OR bool_and(kept IS NOT NULL)
