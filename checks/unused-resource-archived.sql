-- Was the electronic information resource that is no longer used handed to the archive (UR 65)?
-- Facts: the register of transfers to the archive, those of resources. All made: met. One past the day set for it decides:
-- not met. While one is still within its term: unknown. Nothing on record: no row, and the form decides.
WITH judged AS (
  SELECT object, record_id, key, unused_since, transfer_by, transferred_on,
         coalesce(transferred_on <= $today, false) AS transferred,
         NOT coalesce(transferred_on <= $today, false) AND coalesce(transfer_by < $today, false) AS overdue
  FROM archive_transfers
  WHERE contents IN ('resources', 'all')
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(overdue) THEN 'not_met' WHEN bool_and(transferred) THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN bool_or(overdue) THEN 'reason-resource-transfer-overdue'
            WHEN bool_and(transferred) THEN 'reason-resource-transferred'
            ELSE 'reason-resource-transfer-awaited' END AS reason_key,
       named_struct('transfers', count(*),
                    'lacking', count(*) FILTER (WHERE NOT transferred),
                    'first', coalesce(min(CASE WHEN overdue THEN key END), min(CASE WHEN NOT transferred THEN key END), '-'),
                    'unused', coalesce(cast(min(unused_since) AS text), '-'),
                    'until', coalesce(cast(min(CASE WHEN NOT transferred THEN transfer_by END) AS text), '-'),
                    'last', coalesce(cast(max(CASE WHEN transferred THEN transferred_on END) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY overdue DESC, transferred, record_id), 1, 50) AS evidence
FROM judged
GROUP BY object
