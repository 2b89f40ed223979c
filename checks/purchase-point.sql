-- Was the last purchase made as the statement asks (UR 71, 104, 106, 117.1, 117.2)?
-- Facts: the register of purchases; `line` numbers the statements that it answers. Of the purchases of the kind in
-- question with a contract for the object the last counts. It answers yes: met. No: not met; but that free software was
-- not chosen does not show that its characteristics were the same (nullif). No answer, or no such purchase: the form
-- decides, no row.
WITH numbers AS (SELECT unnest(range(1, 7)) AS line),
bought AS (
  SELECT object, line, record_id, key, contract_on,
         CASE line
           WHEN 1 THEN kind = 'server'
           WHEN 2 THEN kind = 'server'
           WHEN 3 THEN kind = 'server'
           WHEN 4 THEN kind = 'system_software'
           WHEN 5 THEN kind = 'system_software'
           WHEN 6 THEN kind = 'application_software'
         END AS in_question,
         CASE line
           WHEN 1 THEN server_priorities
           WHEN 2 THEN vendor_support
           WHEN 3 THEN in_production
           WHEN 4 THEN licence_model
           WHEN 5 THEN support_maintenance
           WHEN 6 THEN nullif(free_chosen, false)
         END AS kept
  FROM procurements CROSS JOIN numbers
  WHERE object IS NOT NULL AND contract_on <= $today AND state <> 'cancelled'
),
placed AS (
  SELECT object, line, record_id, key, contract_on, kept,
         row_number() OVER (PARTITION BY object, line ORDER BY contract_on DESC, record_id DESC) AS place
  FROM bought
  WHERE in_question
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN kept THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN kept THEN 'reason-purchase-as-asked' ELSE 'reason-purchase-otherwise' END AS reason_key,
       named_struct('entry', key, 'day', cast(contract_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence,
       line
FROM placed
WHERE place = 1 AND kept IS NOT NULL
