-- Were the particulars of the VPN channels agreed before they were sent (UR 133.4)?
-- Facts: the register of VPN channels asked for. A channel in use that was sent without an agreement, or before it, decides:
-- not met. Otherwise those sent are all agreed: met.
WITH judged AS (
  SELECT org_id, record_id, key, agreed_on AS seen_on,
         coalesce(agreed_on > sent_on, true) AS breaking
  FROM vpn_channels
  WHERE sent_on <= $today AND (closed_on IS NULL OR closed_on > $today)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(breaking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(breaking) THEN 'reason-entries-breaking' ELSE 'reason-entries-keeping' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
HAVING bool_or(breaking) OR bool_and(NOT breaking)
