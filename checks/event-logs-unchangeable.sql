-- Has nobody, an administrator included, the power to change, delete or switch off event logs (UR 38.6)?
-- Facts: Talap's own events. No right over events other than reading and handing in exists, and each grant of a role is
-- an event itself. The proof that nobody found a way round is the last verification of the ledger, which covers all
-- events up to it. A prohibition is met only with that proof: without one, or with an old one, unknown.
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
grants AS (
  SELECT count(*) AS granted, max(seq) AS last_grant
  FROM events
  WHERE kind = 'talap' AND message = 'role.granted'
),
judged AS (
  SELECT *,
         failed IS NOT NULL AND (passed IS NULL OR failed > passed) AS broken,
         coalesce(passed_at >= cast($now AS timestamptz) - cast($proof_age AS interval), false) AS fresh
  FROM gathered CROSS JOIN verification CROSS JOIN grants
)
SELECT 'organisation' AS subject_kind,
       org AS subject,
       CASE WHEN broken THEN 'not_met' WHEN fresh THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN broken THEN 'reason-ledger-damaged'
            WHEN fresh THEN 'reason-event-logs-unchangeable'
            WHEN passed IS NOT NULL THEN 'reason-ledger-proof-old'
            ELSE 'reason-ledger-unverified' END AS reason_key,
       named_struct('events', events,
                    'granted', granted,
                    'verified', coalesce(to_char(passed_at, '%Y-%m-%d %H:%M'), '-'),
                    'limit', $proof_age_value) AS reason_args,
       array_remove_all(make_array(
           concat('event:', cast(last_seq AS text)),
           CASE WHEN passed IS NOT NULL THEN concat('event:', cast(passed AS text)) ELSE '' END,
           CASE WHEN failed IS NOT NULL THEN concat('event:', cast(failed AS text)) ELSE '' END,
       CASE WHEN last_grant IS NOT NULL THEN concat('event:', cast(last_grant AS text))
            ELSE '' END), '') AS evidence
FROM judged
