-- Was the information of the decommissioned system archived (UR 98.4.1)?
-- Facts: the register of decommissionings, whose last decision counts, and that of transfers to the archive. Archived by the
-- day of the decision's entry or by a transfer of the resources since the decision, and not after the data were destroyed:
-- met. Data destroyed, or the system written off, before anything was archived decides: not met. Before that no day is set:
-- no row, and the form decides.
WITH decisions AS (
  SELECT org_id, object, record_id, key, archived_on, decided_on,
         least(data_erased_on, written_off_on) AS ended_on,
         row_number() OVER (PARTITION BY org_id, object ORDER BY decided_on DESC, record_id DESC) AS place
  FROM decommissionings
  WHERE decided_on <= $today
),
transfers AS (
  SELECT decisions.org_id, decisions.object, min(moved.transferred_on) AS transferred_on, min(moved.record_id) AS record_id
  FROM decisions
  JOIN archive_transfers AS moved ON moved.org_id = decisions.org_id AND moved.object = decisions.object
  WHERE decisions.place = 1 AND moved.contents IN ('resources', 'all')
    AND moved.transferred_on >= decisions.decided_on AND moved.transferred_on <= $today
  GROUP BY decisions.org_id, decisions.object
),
days AS (
  SELECT decisions.object, decisions.record_id, decisions.key, transfers.record_id AS transfer,
         CASE WHEN decisions.ended_on <= $today THEN decisions.ended_on END AS ended_on,
         least(CASE WHEN decisions.archived_on <= $today THEN decisions.archived_on END, transfers.transferred_on) AS archived_on
  FROM decisions
  LEFT JOIN transfers ON transfers.org_id = decisions.org_id AND transfers.object = decisions.object
  WHERE decisions.place = 1
),
judged AS (
  SELECT object, record_id, key, transfer, ended_on, archived_on,
         archived_on IS NOT NULL AND (ended_on IS NULL OR archived_on <= ended_on) AS archived
  FROM days
  WHERE archived_on IS NOT NULL OR ended_on IS NOT NULL
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN archived THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN archived THEN 'reason-information-archived' ELSE 'reason-information-not-archived' END AS reason_key,
       named_struct('entry', key,
                    'archived', coalesce(cast(archived_on AS text), '-'),
                    'ended', coalesce(cast(ended_on AS text), '-')) AS reason_args,
       CASE WHEN transfer IS NULL THEN make_array(concat('record:', record_id))
            ELSE make_array(concat('record:', record_id), concat('record:', transfer)) END AS evidence
FROM judged
