-- Does the body choose every year the categories that its staff may reach (UR 133.2)?
-- Facts: the register of categories of Internet resources sent. Done within the period: met. Done neither
-- in this calendar year nor in the one before: not met. Between the two this year's turn is still to come: unknown. An
-- organisation without an entry has no row, and the form decides.
WITH done AS (
  SELECT org_id, max(done_on) AS last_on, last_value(record_id ORDER BY done_on) AS record_id
  FROM (SELECT org_id, record_id, selected_on AS done_on FROM resource_categories) AS entries
  WHERE done_on <= $today
  GROUP BY org_id
),
judged AS (
  SELECT org_id, record_id, last_on,
         last_on <= cast($today AS date) - cast($period AS interval) AS due,
         date_part('year', last_on) < date_part('year', cast($today AS date) - cast($period AS interval)) AS late
  FROM done
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(late) THEN 'not_met' WHEN bool_or(due) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(late) THEN 'reason-yearly-late' WHEN bool_or(due) THEN 'reason-yearly-due' ELSE 'reason-yearly-done' END AS reason_key,
       named_struct('last', coalesce(cast(min(last_on) AS text), '-'), 'limit', $period_value) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY late DESC, due DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
