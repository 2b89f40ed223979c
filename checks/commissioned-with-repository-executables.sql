-- Was the e-government object commissioned with the executables that the state technical service compiled and handed over
-- (UR 88, 14-1, 29-1.0.3)?
-- Facts: the registers of codes exchanged with the unified repository and of objects. An object in operation whose source
-- was sent but whose executables never came, or came after its commissioning, decides: not met. Nothing on record: no row.
WITH entries AS (
  SELECT objects.key AS object, repository_codes.record_id, repository_codes.key, objects.commissioned_on, repository_codes.sent_on,
         CASE WHEN repository_codes.executables_on <= $today AND trim(coalesce(repository_codes.executables_act, '')) <> ''
              THEN repository_codes.executables_on END AS received_on
  FROM repository_codes
  JOIN objects ON objects.org_id = repository_codes.org_id AND objects.key = repository_codes.object
  WHERE objects.commissioned_on <= $today AND repository_codes.sent_on <= $today
),
judged AS (
  SELECT object, commissioned_on, min(received_on) AS received_on, max(sent_on) AS sent_on,
         array_slice(array_agg(concat('record:', record_id) ORDER BY received_on NULLS LAST, sent_on DESC), 1, 50) AS evidence
  FROM entries
  GROUP BY object, commissioned_on
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN coalesce(received_on <= commissioned_on, false) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN received_on IS NULL THEN 'reason-executables-missing'
            WHEN received_on <= commissioned_on THEN 'reason-executables-received'
            ELSE 'reason-executables-late' END AS reason_key,
       named_struct('sent', cast(sent_on AS text),
                    'received', coalesce(cast(received_on AS text), '-'),
                    'commissioned', cast(commissioned_on AS text)) AS reason_args,
       evidence
FROM judged
