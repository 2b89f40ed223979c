-- Is the service of critically important equipment documented once its warranty is over (UR 149.4)?
-- Facts: the registers of critically important equipment, of contracts with third parties and of maintenance. A piece in use whose warranty is over, with neither a
-- contract of service in force nor an entry of maintenance done since, decides: not met. All such pieces have one: met. A room
-- in which every warranty still runs has no row.
WITH judged AS (
  SELECT critical_equipment.server_room, critical_equipment.record_id, critical_equipment.key,
         critical_equipment.warranty_until AS seen_on,
         contracts.key IS NULL
           AND coalesce(serviced.last_on <= critical_equipment.warranty_until, true) AS breaking
  FROM critical_equipment
  LEFT JOIN third_party_agreements AS contracts
    ON contracts.org_id = critical_equipment.org_id AND contracts.key = critical_equipment.service_contract
      AND contracts.valid_until >= $today AND (contracts.terminated_on IS NULL OR contracts.terminated_on > $today)
  LEFT JOIN (SELECT org_id, critical, max(done_on) AS last_on FROM maintenance WHERE done_on <= $today GROUP BY org_id, critical) AS serviced
    ON serviced.org_id = critical_equipment.org_id AND serviced.critical = critical_equipment.key
  WHERE critical_equipment.warranty_until < $today AND (retired_on IS NULL OR retired_on > $today)
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN bool_or(breaking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(breaking) THEN 'reason-entries-breaking' ELSE 'reason-entries-keeping' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY server_room
HAVING bool_or(breaking) OR bool_and(NOT breaking)
