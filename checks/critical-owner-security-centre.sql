-- Has the owner of a critical object an operational security centre (UR 50-1.0.1)?
-- Facts: the register of operational centres. One that works, or whose contract is in force: met. Where those on record have
-- all ended: not met. Where there is none, the form decides: no row.
WITH centres AS (
  SELECT org_id, record_id, name, least(valid_until, ended_on) AS ends_on,
         (valid_until IS NULL OR valid_until >= $today) AND (ended_on IS NULL OR ended_on > $today) AS working
  FROM is_centres
  WHERE working_since <= $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(working) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(working) THEN 'reason-centre-works' ELSE 'reason-centre-ended' END AS reason_key,
       named_struct('centres', count(*) FILTER (WHERE working),
                    'name', coalesce(min(CASE WHEN working THEN name END), '-'),
                    'last', coalesce(cast(CASE WHEN bool_or(working) THEN max(CASE WHEN working THEN ends_on END)
                                               ELSE max(ends_on) END AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY working DESC, record_id), 1, 50) AS evidence
FROM centres
GROUP BY org_id
