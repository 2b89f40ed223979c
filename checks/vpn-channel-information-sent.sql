-- Does the body send the particulars of its VPN channels every year (UR 133.4)?
-- Facts: the register of VPN channels asked for; the oldest sending of a channel in use decides. Within the period: met.
-- Neither in this calendar year nor in the one before: not met. Between the two this year's turn is still to come: unknown.
-- Channels that were never sent may be new: they do not count.
WITH judged AS (
  SELECT org_id, record_id, sent_on AS last_on,
         sent_on <= cast($today AS date) - cast($period AS interval) AS due,
         date_part('year', sent_on) < date_part('year', cast($today AS date) - cast($period AS interval)) AS late
  FROM vpn_channels
  WHERE sent_on <= $today AND (closed_on IS NULL OR closed_on > $today)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(late) THEN 'not_met' WHEN bool_or(due) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(late) THEN 'reason-yearly-late' WHEN bool_or(due) THEN 'reason-yearly-due' ELSE 'reason-yearly-done' END AS reason_key,
       named_struct('last', coalesce(cast(min(last_on) AS text), '-'), 'limit', $period_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY late DESC, due DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
