-- Are the edge gateways of the network set up as their inspection asks (UR 128.2 to 128.2.8, 128.3.1)?
-- Facts: the inspection sheets of edge gateways in use; `line` numbers the statements that they answer. A gateway that by
-- its sheet of the window lacks what a line asks decides: not met. All of them inspected within the window and in order:
-- met. One that was not looked at: no row, and the form decides.
WITH numbers AS (SELECT unnest(range(1, 10)) AS line),
judged AS (
  SELECT network, line, record_id, key, inspected_on,
         CASE WHEN inspected_on >= cast($today AS date) - cast($window AS interval) THEN
           CASE line
             WHEN 1 THEN routing AND policies
             WHEN 2 THEN authorisation
             WHEN 3 THEN privileges
             WHEN 4 THEN static_addresses
             WHEN 5 THEN attack_protection
             WHEN 6 THEN port_watch
             WHEN 7 THEN filtering
             WHEN 8 THEN traffic_encrypted
             WHEN 9 THEN flows_separated
           END
         END AS kept
  FROM edge_gateways CROSS JOIN numbers
  WHERE inspected_on <= $today AND (removed_on IS NULL OR removed_on > $today)
)
SELECT 'object' AS subject_kind,
       network AS subject,
       CASE WHEN bool_and(kept) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_and(kept) THEN 'reason-entries-keeping' ELSE 'reason-entries-breaking' END AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE NOT kept),
                    'first', coalesce(min(CASE WHEN NOT kept THEN key END), '-'),
                    'oldest', cast(min(inspected_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY kept NULLS LAST, record_id), 1, 50) AS evidence,
       line
FROM judged
GROUP BY network, line
HAVING bool_or(NOT kept) OR bool_and(kept IS NOT NULL)
