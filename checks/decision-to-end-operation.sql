-- Did the owner or possessor decide to end the operation of the system that is no longer needed (UR 93)?
-- Facts: the register of decommissionings; its last decision, whose number and day are the entry's own: met. No decision on
-- record: no row, and the form decides.
WITH placed AS (
  SELECT object, record_id, key, decided_on,
         row_number() OVER (PARTITION BY object ORDER BY decided_on DESC, record_id DESC) AS place
  FROM decommissionings
  WHERE decided_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-end-decided' AS reason_key,
       named_struct('entry', key, 'day', cast(decided_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1
