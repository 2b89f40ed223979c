-- Are problems put right, and failures with what came of the recovery, documented (UR 149.2, 149.3)?
-- Facts: the journal of failures within the window; `line` 1 takes problems of hardware and software, 2 faults and failures of
-- equipment. An entry that counts as restored but lacks the time or the works of the recovery does not document its result: not
-- met. One still in work decides nothing, and that all were entered is for people to state: no row, and the form decides.
WITH judged AS (
  SELECT server_room, record_id, key, cast(detected_at AS date) AS seen_on,
         CASE WHEN kind = 'problem' THEN 1 ELSE 2 END AS line,
         restored_at IS NULL OR trim(coalesce(works, '')) = '' AS breaking
  FROM equipment_failures
  WHERE (restored_at <= $now OR state IN ('restored', 'closed'))
    AND detected_at <= $now AND detected_at > cast($now AS timestamptz) - cast($window AS interval)
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       'not_met' AS status,
       'reason-entries-breaking' AS reason_key,
       named_struct('entries', count(*),
                    'breaking', count(*) FILTER (WHERE breaking),
                    'first', coalesce(min(CASE WHEN breaking THEN key END), '-'),
                    'oldest', coalesce(cast(min(seen_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY breaking DESC, record_id), 1, 50) AS evidence,
       line
FROM judged
GROUP BY server_room, line
HAVING bool_or(breaking)
