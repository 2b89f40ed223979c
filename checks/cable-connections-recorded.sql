-- Is every cable connection entered in the journal of cable connections (UR 137.0.1)?
-- Facts: the networks, the journal of cable connections, the active equipment and the register of documents of their
-- organisation. Where the journal is kept, a network whose active equipment is in place and that has no connection in force
-- in it decides: not met. Where the journal has no entry at all, a register of documents that is kept but lacks it decides:
-- not met. That every connection is entered, and what stands in a journal kept elsewhere, is for people to state: no row,
-- and the form decides.
-- A document that has been withdrawn is no longer one of them.
WITH journal AS (
  SELECT org_id, count(*) AS entries,
         array_slice(array_agg(concat('record:', record_id) ORDER BY record_id), 1, 9) AS listed
  FROM cable_connections
  WHERE connected_on <= $today
  GROUP BY org_id
),
connected AS (
  SELECT DISTINCT org_id, network
  FROM cable_connections
  WHERE connected_on <= $today AND (disconnected_on IS NULL OR disconnected_on > $today)
),
equipped AS (
  SELECT org_id, network, count(*) AS equipment,
         array_slice(array_agg(concat('record:', record_id) ORDER BY record_id), 1, 40) AS listed
  FROM network_equipment
  WHERE (installed_on IS NULL OR installed_on <= $today) AND (removed_on IS NULL OR removed_on > $today)
  GROUP BY org_id, network
),
lacking AS (
  SELECT org_id, count(*) AS documents,
         array_slice(array_agg(concat('record:', record_id) ORDER BY record_id), 1, 49) AS listed
  FROM documents
  WHERE withdrawn_on IS NULL OR withdrawn_on > $today
  GROUP BY org_id
  HAVING NOT bool_or(coalesce(topic = 'cable_log', false))
)
SELECT 'object' AS subject_kind,
       objects.key AS subject,
       'not_met' AS status,
       CASE WHEN journal.org_id IS NULL THEN 'reason-cable-log-missing' ELSE 'reason-cable-network-unrecorded' END AS reason_key,
       named_struct('documents', coalesce(lacking.documents, 0),
                    'entries', coalesce(journal.entries, 0),
                    'equipment', coalesce(equipped.equipment, 0)) AS reason_args,
       array_concat(make_array(concat('record:', objects.record_id)),
                    CASE WHEN journal.org_id IS NULL THEN lacking.listed
                         ELSE array_concat(equipped.listed, journal.listed) END) AS evidence
FROM objects
LEFT JOIN journal ON journal.org_id = objects.org_id
LEFT JOIN connected ON connected.org_id = objects.org_id AND connected.network = objects.key
LEFT JOIN equipped ON equipped.org_id = objects.org_id AND equipped.network = objects.key
LEFT JOIN lacking ON lacking.org_id = objects.org_id
WHERE objects.kind = 'network'
  AND (journal.org_id IS NULL AND lacking.org_id IS NOT NULL
       OR journal.org_id IS NOT NULL AND connected.network IS NULL AND equipped.network IS NOT NULL)
