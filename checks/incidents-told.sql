-- Were those told of the incidents of a virtualised object who must be (UR 102.6.3, 102.6.4)?
-- Facts: the log of incidents, emergencies left out; `line` numbers who is told. An incident without the time of telling decides: not
-- met; all have it: met. While the grace that people need for it runs: unknown. Without an incident there is nothing to show: no row,
-- and the form decides.
WITH numbers AS (SELECT unnest(range(1, 3)) AS line),
entries AS (
  SELECT incidents.org_id, object, line, incidents.record_id, incidents.key, found_at,
         found_at >= cast($now AS timestamptz) - cast($grace AS interval) AS fresh,
         CASE line
           WHEN 1 THEN responsible_told_at
           WHEN 2 THEN national_centre_told_at
         END AS told_at
  FROM incidents CROSS JOIN numbers
  WHERE incidents.kind = 'incident' AND found_at <= $now
),
judged AS (
  SELECT entries.*, coalesce(told_at > $now, true) AS lacking
  FROM entries
  JOIN objects ON objects.org_id = entries.org_id AND objects.key = entries.object
  WHERE objects.virtualised
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(lacking AND NOT fresh) THEN 'not_met' WHEN bool_or(lacking) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking AND NOT fresh)
              THEN CASE line WHEN 1 THEN 'reason-incidents-responsible-untold' ELSE 'reason-incidents-centre-untold' END
            WHEN bool_or(lacking) THEN 'reason-incidents-telling-fresh'
            WHEN line = 1 THEN 'reason-incidents-responsible-told'
            ELSE 'reason-incidents-centre-told' END AS reason_key,
       named_struct('incidents', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking AND NOT fresh THEN key END), min(CASE WHEN lacking THEN key END), '-'),
                    'last', to_char(max(found_at), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, found_at DESC), 1, 50) AS evidence,
       line
FROM judged
GROUP BY object, line
