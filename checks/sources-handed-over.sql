-- Did the developer hand over the source texts on acceptance (UR 75.2.1)?
-- Facts: the register of source texts handed over; the last transfer counts. One with the number and day of its act: met;
-- without them the acceptance is not over: unknown. No transfer on record: no row, and the form decides.
WITH placed AS (
  SELECT object, record_id, key, act_number, act_on,
         trim(coalesce(act_number, '')) <> '' AND coalesce(act_on <= $today, false) AS has_act,
         row_number() OVER (PARTITION BY object ORDER BY handed_over_on DESC, record_id DESC) AS place
  FROM source_codes
  WHERE handed_over_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN has_act THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN has_act THEN 'reason-paper-on-record' ELSE 'reason-paper-missing' END AS reason_key,
       named_struct('entry', key,
                    'number', coalesce(act_number, '-'),
                    'day', coalesce(cast(act_on AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1
