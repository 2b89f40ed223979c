-- Are the event logs of the object kept on a server of logs, out of reach of what happens to the object, and is the
-- keeping verified (UR 90-1.7.6, 102.4.4)?
-- Facts: the gathered events of the object and Talap's own events. The ledger verifies every byte and records the
-- outcome; the last outcome decides. Events that no longer arrive, or a proof older than proof_age, prove nothing about
-- today: unknown.
WITH gathered AS (
  SELECT object, count(*) AS events, max(seq) AS last_seq, max(received_at) AS last_at
  FROM events
  WHERE kind <> 'talap' AND received_at <= $now
  GROUP BY object
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
         last_at > cast($now AS timestamptz) - cast($window AS interval) AS arriving,
         failed IS NOT NULL AND (passed IS NULL OR failed > passed) AS broken,
         coalesce(passed_at >= cast($now AS timestamptz) - cast($proof_age AS interval), false) AS fresh
  FROM gathered CROSS JOIN verification
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN broken THEN 'not_met' WHEN arriving AND fresh THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN broken THEN 'reason-ledger-damaged'
            WHEN NOT arriving THEN 'reason-object-logs-stopped'
            WHEN fresh THEN 'reason-object-logs-protected'
            WHEN passed IS NOT NULL THEN 'reason-ledger-proof-old'
            ELSE 'reason-ledger-unverified' END AS reason_key,
       named_struct('events', events,
                    'last', to_char(last_at, '%Y-%m-%d %H:%M'),
                    'verified', coalesce(to_char(passed_at, '%Y-%m-%d %H:%M'), '-'),
                    'limit', $proof_age_value) AS reason_args,
       array_remove_all(make_array(
           concat('event:', cast(last_seq AS text)),
           CASE WHEN passed IS NOT NULL THEN concat('event:', cast(passed AS text)) ELSE '' END,
           CASE WHEN failed IS NOT NULL THEN concat('event:', cast(failed AS text)) ELSE '' END), '') AS evidence
FROM judged
