-- Is the decommissioned information system written off (UR 97)?
-- Facts: the register of decommissionings; the last decision counts. The number and day of the act: met. Until then the system
-- is in conservation (97.0.1), and no term is set: unknown. No decision on record: no row, and the form decides.
WITH placed AS (
  SELECT object, record_id, key, write_off_act, written_off_on,
         trim(coalesce(write_off_act, '')) <> '' AND coalesce(written_off_on <= $today, false) AS written_off,
         row_number() OVER (PARTITION BY object ORDER BY decided_on DESC, record_id DESC) AS place
  FROM decommissionings
  WHERE decided_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN written_off THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN written_off THEN 'reason-paper-on-record' ELSE 'reason-system-conserved' END AS reason_key,
       named_struct('entry', key,
                    'number', coalesce(write_off_act, '-'),
                    'day', coalesce(cast(written_off_on AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1
