-- Is the information on a user's authentication kept, whatever becomes of the user's identifier (UR 102.1.3)?
-- Facts: the gathered events of this class and Talap's own events: the ledger keeps what it received and verifies it. An
-- object whose events of this class do not arrive within the window has no row, and the form decides. A proof older than
-- proof_age is unknown.
WITH gathered AS (
  SELECT object, count(*) AS events, min(received_at) AS first_at, max(seq) AS last_seq
  FROM events
  WHERE class_uid = 3002 AND kind <> 'talap' AND fault IS NULL AND received_at <= $now
  GROUP BY object
  HAVING max(received_at) > cast($now AS timestamptz) - cast($window AS interval)
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
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN broken THEN 'not_met' WHEN fresh THEN 'met' ELSE 'unknown' END AS status,
       CASE WHEN broken THEN 'reason-ledger-damaged'
            WHEN fresh THEN 'reason-authentications-kept'
            WHEN passed IS NOT NULL THEN 'reason-ledger-proof-old'
            ELSE 'reason-ledger-unverified' END AS reason_key,
       named_struct('events', events,
                    'since', to_char(first_at, '%Y-%m-%d %H:%M'),
                    'verified', coalesce(to_char(passed_at, '%Y-%m-%d %H:%M'), '-'),
                    'limit', $proof_age_value) AS reason_args,
       array_remove_all(make_array(
           concat('event:', cast(last_seq AS text)),
           CASE WHEN passed IS NOT NULL THEN concat('event:', cast(passed AS text)) ELSE '' END,
           CASE WHEN failed IS NOT NULL THEN concat('event:', cast(failed AS text)) ELSE '' END), '') AS evidence
FROM judged
