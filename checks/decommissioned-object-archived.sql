-- Were the resources, the documentation and the source code of the decommissioned object handed to the archive (UR 95)?
-- Facts: the register of transfers to the archive. All three parts transferred: met. A transfer past the day set for it, or
-- a part of which nothing is on record beside parts that were transferred, decides: not met. While transfers are still
-- within their term: unknown. Nothing on record: no row.
WITH entries AS (
  SELECT object, record_id, contents, coalesce(transferred_on <= $today, false) AS transferred, transfer_by
  FROM archive_transfers
),
judged AS (
  SELECT object, record_id, transferred, transfer_by,
         transferred AND contents IN ('resources', 'all') AS resources,
         transferred AND contents IN ('documentation', 'all') AS documentation,
         transferred AND contents IN ('source_code', 'all') AS source_code,
         NOT transferred AND transfer_by < $today AS overdue
  FROM entries
),
summed AS (
  SELECT object, bool_or(resources) AND bool_or(documentation) AND bool_or(source_code) AS complete,
         bool_or(overdue) OR bool_and(transferred) AS short,
         cast(bool_or(resources) AS int) + cast(bool_or(documentation) AS int) + cast(bool_or(source_code) AS int) AS parts,
         max(CASE WHEN NOT transferred THEN transfer_by END) AS until,
         array_slice(array_agg(concat('record:', record_id) ORDER BY overdue DESC, transferred, record_id), 1, 50) AS evidence
  FROM judged
  GROUP BY object
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN complete THEN 'met' WHEN short THEN 'not_met' ELSE 'unknown' END AS status,
       CASE WHEN complete THEN 'reason-archive-complete'
            WHEN short THEN 'reason-archive-incomplete'
            ELSE 'reason-archive-awaited' END AS reason_key,
       named_struct('parts', parts,
                    'until', coalesce(cast(until AS text), '-')) AS reason_args,
       evidence
FROM summed
