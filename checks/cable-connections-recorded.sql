-- Is every cable connection entered in the journal of cable connections (UR 137.0.1)?
-- Facts: the networks and the register of documents of their organisation. Where that is kept but lacks the journal,
-- nothing can be entered in it: not met. Where the journal is there, what is in it is for people to state: no row, and the
-- form decides.
-- A document that has been withdrawn is no longer one of them.
WITH lacking AS (
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
       'reason-cable-log-missing' AS reason_key,
       named_struct('documents', documents) AS reason_args,
       array_concat(make_array(concat('record:', objects.record_id)), listed) AS evidence
FROM objects
JOIN lacking ON lacking.org_id = objects.org_id
WHERE objects.kind = 'network'
