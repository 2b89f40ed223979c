-- Are the actions of maintenance staff recorded (UR 52.2)?
-- Facts: the objects in trial or commercial operation that staff maintain, the events of their operating systems within the
-- window, and those among them that say who acted with whose rights (sudo, su). Met when every such object sends its log and
-- actions of staff are in it. Otherwise nothing is shown either way: no row, and the form decides.
WITH systems AS (
  SELECT org_id, key AS object, record_id
  FROM objects
  WHERE stage IN ('trial', 'operation')
    AND kind IN ('information_system', 'internet_resource', 'technological_platform', 'hardware_software_complex')
),
seen AS (
  SELECT org, object, max(seq) AS last_seq,
         count(*) FILTER (WHERE class_uid = 3002 AND attributes LIKE '%"target_user":%') AS actions,
         max(CASE WHEN class_uid = 3002 AND attributes LIKE '%"target_user":%' THEN seq END) AS action_seq,
         max(CASE WHEN class_uid = 3002 AND attributes LIKE '%"target_user":%' THEN received_at END) AS last_at
  FROM events
  WHERE kind = 'os' AND fault IS NULL
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
  GROUP BY org, object
)
SELECT 'organisation' AS subject_kind,
       systems.org_id AS subject,
       'met' AS status,
       'reason-maintenance-recorded' AS reason_key,
       named_struct('objects', count(*),
                    'events', sum(actions),
                    'last', to_char(max(last_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('event:', cast(coalesce(action_seq, last_seq) AS text)) ORDER BY action_seq DESC NULLS LAST),
                   1, 50) AS evidence
FROM systems
LEFT JOIN seen ON seen.org = systems.org_id AND seen.object = systems.object
GROUP BY systems.org_id
HAVING bool_and(last_seq IS NOT NULL) AND sum(actions) > 0
