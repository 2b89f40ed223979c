-- Did the acceptance commission sign the act before the information system was commissioned (UR 87)?
-- Facts: the registers of commissionings and of objects; the last commissioning counts. One whose day has come without the
-- number and day of an act, or with an act signed later, decides: not met. None on record: no row.
WITH entries AS (
  SELECT commissionings.object, commissionings.record_id, commissionings.key, commissionings.act_number, commissionings.act_on,
         coalesce(commissionings.commissioned_on, objects.commissioned_on) AS commissioned_on
  FROM commissionings
  JOIN objects ON objects.org_id = commissionings.org_id AND objects.key = commissionings.object
),
placed AS (
  SELECT object, record_id, key, act_number, act_on, commissioned_on,
         row_number() OVER (PARTITION BY object ORDER BY commissioned_on DESC, record_id DESC) AS place
  FROM entries
  WHERE commissioned_on <= $today
),
judged AS (
  SELECT object, record_id, key, act_number, act_on,
         trim(coalesce(act_number, '')) <> '' AND coalesce(act_on <= commissioned_on, false) AS signed
  FROM placed
  WHERE place = 1
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN signed THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN signed THEN 'reason-paper-on-record'
            WHEN act_number IS NOT NULL AND act_on IS NOT NULL THEN 'reason-paper-late'
            ELSE 'reason-paper-missing' END AS reason_key,
       named_struct('entry', key,
                    'number', coalesce(act_number, '-'),
                    'day', coalesce(cast(act_on AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM judged
