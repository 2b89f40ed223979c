-- Are event logs protected from interference (UR 38.6)?
-- Facts: Talap's own events. The ledger verifies every byte of the gathered logs and records the outcome as an event;
-- the last outcome decides. A proof older than proof_age proves nothing about today: unknown.
WITH gathered AS (
  SELECT org, count(*) AS events, max(seq) AS last_seq
  FROM events
  WHERE kind <> 'talap'
  GROUP BY org
),
verification AS (
  SELECT max(CASE WHEN message = 'ledger.verified' THEN seq END) AS passed,
         max(CASE WHEN message = 'ledger.verified' THEN received_at END) AS passed_at,
         max(CASE WHEN message = 'ledger.verify-failed' THEN seq END) AS failed
  FROM events
  WHERE kind = 'talap'
),
judged AS (
  SELECT *,
         failed IS NOT NULL AND (passed IS NULL OR failed > passed) AS broken,
         coalesce(passed_at >= cast($now AS timestamptz) - cast($proof_age AS interval), false) AS fresh
  FROM gathered CROSS JOIN verification
)
SELECT 'organisation' AS subject_kind,
       org AS subject,
       CASE WHEN broken THEN 'not_met' WHEN fresh THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN broken THEN 'reason-ledger-damaged'
            WHEN fresh THEN 'reason-ledger-verified'
            WHEN passed IS NOT NULL THEN 'reason-ledger-proof-old'
            ELSE 'reason-ledger-unverified' END AS reason_key,
       named_struct('events', events,
                    'verified', coalesce(to_char(passed_at, '%Y-%m-%d %H:%M'), '-'),
                    'limit', $proof_age_value) AS reason_args,
       array_remove_all(make_array(
           concat('event:', cast(last_seq AS text)),
           CASE WHEN passed IS NOT NULL THEN concat('event:', cast(passed AS text)) ELSE '' END,
           CASE WHEN failed IS NOT NULL THEN concat('event:', cast(failed AS text)) ELSE '' END), '') AS evidence
FROM judged
