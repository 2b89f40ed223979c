-- Are event logs kept for the whole retention (UR 38.4)?
-- Facts: the events of the object, by the time at which Talap received them (what a sender says of its own past proves
-- no keeping), the policy of retention that the ledger signed, and the last verification of the ledger. Met when the log reaches back over the retention without an empty
-- month and a verification passed. A younger log has not shown it yet, and an empty month shows neither keeping nor
-- loss: unknown. So is a ledger without a policy, or with one for a shorter term. A verification that failed means that something kept was lost or changed: not met.
WITH term AS (
  SELECT cast($now AS timestamptz) AS until, cast($now AS timestamptz) - cast($retention AS interval) AS since
),
kept AS (
  SELECT object, seq, received_at AS at
  FROM events
  WHERE kind <> 'talap'
),
reach AS (
  SELECT object, count(*) AS events, min(at) AS oldest, min(seq) AS first_seq, max(seq) AS last_seq,
         count(DISTINCT date_trunc('month', at)) FILTER (WHERE at >= date_trunc('month', since)) AS months
  FROM kept CROSS JOIN term
  GROUP BY object
),
verification AS (
  SELECT max(CASE WHEN message = 'ledger.verified' THEN seq END) AS passed,
         max(CASE WHEN message = 'ledger.verify-failed' THEN seq END) AS failed
  FROM events
  WHERE kind = 'talap'
),
policy AS (
  SELECT coalesce(max(kept_months), 0) AS kept_months
  FROM ledger_policy
),
judged AS (
  SELECT *,
         failed IS NOT NULL AND (passed IS NULL OR failed > passed) AS broken,
         oldest <= since AS reaches_back,
         (date_part('year', until) - date_part('year', since)) * 12
           + date_part('month', until) - date_part('month', since) + 1 AS months_due
  FROM reach CROSS JOIN verification CROSS JOIN policy CROSS JOIN term
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN broken THEN 'not_met'
            WHEN reaches_back AND months >= months_due AND passed IS NOT NULL AND kept_months + 1 >= months_due THEN 'met'
            ELSE 'unknown' END AS status,
       CASE WHEN broken THEN 'reason-event-logs-damaged'
            WHEN kept_months + 1 < months_due THEN 'reason-event-logs-no-policy'
            WHEN NOT reaches_back THEN 'reason-event-logs-young'
            WHEN months < months_due THEN 'reason-event-logs-gaps'
            WHEN passed IS NULL THEN 'reason-event-logs-unverified'
            ELSE 'reason-event-logs-kept' END AS reason_key,
       named_struct('since', cast(cast(oldest AS date) AS text),
                    'events', events,
                    'empty', greatest(cast(months_due AS bigint) - months, 0),
                    'limit', $retention_value) AS reason_args,
       make_array(concat('event:', cast(CASE WHEN broken THEN failed ELSE first_seq END AS text)),
                  concat('event:', cast(last_seq AS text))) AS evidence
FROM judged
