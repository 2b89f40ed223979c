-- Has no administrator the power to do more with the event logs of the object than read them (UR 90-1.7.6, 102.4.3)?
-- Facts: the gathered events of the object and Talap's own events. No right over events other than reading and handing in
-- exists, each grant of a role is an event itself, and the last verification of the ledger proves that nobody found a way
-- round. Without a fresh proof, or where events no longer arrive and so stay elsewhere: unknown.
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
grants AS (
  SELECT count(*) AS granted, max(seq) AS last_grant
  FROM events
  WHERE kind = 'talap' AND message = 'role.granted'
),
judged AS (
  SELECT *,
         last_at > cast($now AS timestamptz) - cast($window AS interval) AS arriving,
         failed IS NOT NULL AND (passed IS NULL OR failed > passed) AS broken,
         coalesce(passed_at >= cast($now AS timestamptz) - cast($proof_age AS interval), false) AS fresh
  FROM gathered CROSS JOIN verification CROSS JOIN grants
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN broken THEN 'not_met' WHEN arriving AND fresh THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN broken THEN 'reason-ledger-damaged'
            WHEN NOT arriving THEN 'reason-object-logs-stopped'
            WHEN fresh THEN 'reason-event-logs-unchangeable'
            WHEN passed IS NOT NULL THEN 'reason-ledger-proof-old'
            ELSE 'reason-ledger-unverified' END AS reason_key,
       named_struct('events', events,
                    'granted', granted,
                    'last', to_char(last_at, '%Y-%m-%d %H:%M'),
                    'verified', coalesce(to_char(passed_at, '%Y-%m-%d %H:%M'), '-'),
                    'limit', $proof_age_value) AS reason_args,
       array_remove_all(make_array(
           concat('event:', cast(last_seq AS text)),
           CASE WHEN passed IS NOT NULL THEN concat('event:', cast(passed AS text)) ELSE '' END,
           CASE WHEN failed IS NOT NULL THEN concat('event:', cast(failed AS text)) ELSE '' END,
           CASE WHEN last_grant IS NOT NULL THEN concat('event:', cast(last_grant AS text)) ELSE '' END), '') AS evidence
FROM judged
