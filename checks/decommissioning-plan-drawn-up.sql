-- Is there a plan for decommissioning the information system (UR 94)?
-- Facts: the register of decommissionings; the last decision counts. One without the number and day of a plan decides: not
-- met. No decision on record: no row, and the form decides.
WITH placed AS (
  SELECT object, record_id, key, plan_document, plan_on,
         trim(coalesce(plan_document, '')) <> '' AND coalesce(plan_on <= $today, false) AS planned,
         row_number() OVER (PARTITION BY object ORDER BY decided_on DESC, record_id DESC) AS place
  FROM decommissionings
  WHERE decided_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN planned THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN planned THEN 'reason-paper-on-record' ELSE 'reason-paper-missing' END AS reason_key,
       named_struct('entry', key,
                    'number', coalesce(plan_document, '-'),
                    'day', coalesce(cast(plan_on AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1
