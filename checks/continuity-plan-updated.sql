-- Are the plans for continuity and recovery brought up to date regularly (UR 39.2.1)?
-- Facts: the plans in force. The decree sets no period, so a plan that is past the day that the organisation set for it is
-- only unknown. Every plan updated, and with a day set for the next time: met. A plan not yet updated and not past its day, or
-- without one, proves nothing: no row, and the form decides.
WITH judged AS (
  SELECT org_id, record_id, key, updated_on, update_by,
         coalesce(updated_on <= $today AND update_by >= $today, false) AS updated,
         coalesce(update_by < $today, false) AS overdue
  FROM continuity_plans
  WHERE approved_on <= $today AND (withdrawn_on IS NULL OR withdrawn_on > $today)
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(overdue) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(overdue) THEN 'reason-continuity-update-overdue' ELSE 'reason-continuity-updated' END AS reason_key,
       named_struct('plans', count(*),
                    'overdue', count(*) FILTER (WHERE overdue),
                    'first', coalesce(min(CASE WHEN overdue THEN key END), '-'),
                    'last', coalesce(cast(min(CASE WHEN updated_on <= $today THEN updated_on END) AS text), '-'),
                    'next', coalesce(cast(min(update_by) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY overdue DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
HAVING bool_or(overdue) OR bool_and(updated)
