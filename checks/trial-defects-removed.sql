-- Are the defects found in trial operation removed (UR 85.0.2)?
-- Facts: the register of defects. One that is past the day set for its removal decides: not met. Defects still within
-- their term, or without one, are open: unknown. Without a defect on record there is no row, and the form decides.
WITH judged AS (
  SELECT object, key, record_id, found_on,
         fixed_on IS NULL OR fixed_on > $today AS is_open,
         (fixed_on IS NULL OR fixed_on > $today) AND coalesce(fix_by < $today, false) AS overdue
  FROM trial_defects
  WHERE found_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(overdue) THEN 'not_met' WHEN bool_or(is_open) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(overdue) THEN 'reason-defects-overdue'
            WHEN bool_or(is_open) THEN 'reason-defects-open'
            ELSE 'reason-defects-removed' END AS reason_key,
       named_struct('defects', count(*),
                    'open', count(*) FILTER (WHERE is_open),
                    'overdue', count(*) FILTER (WHERE overdue),
                    'first', coalesce(min(CASE WHEN overdue THEN key END), min(CASE WHEN is_open THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY overdue DESC, is_open DESC, found_on DESC), 1, 50) AS evidence
FROM judged
GROUP BY object
