-- Are the actions of users and staff monitored (UR 51.0.1)?
-- Facts: the objects in trial or commercial operation that have users, and the events within the window that name a user.
-- Met when such events arrive from every one of these objects. Otherwise nothing is shown either way: no row, and the
-- form decides.
WITH systems AS (
  SELECT org_id, key AS object, record_id
  FROM objects
  WHERE stage IN ('trial', 'operation')
    AND kind IN ('information_system', 'internet_resource', 'technological_platform')
),
seen AS (
  SELECT org, object, count(*) AS events, max(received_at) AS last_at, max(seq) AS last_seq
  FROM events
  WHERE kind <> 'talap' AND fault IS NULL AND user_name IS NOT NULL
    AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
  GROUP BY org, object
)
SELECT 'organisation' AS subject_kind,
       systems.org_id AS subject,
       'met' AS status,
       'reason-user-actions-arrive' AS reason_key,
       named_struct('objects', count(*),
                    'events', sum(events),
                    'last', to_char(max(last_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       array_slice(array_agg(concat('event:', cast(last_seq AS text)) ORDER BY systems.object), 1, 50) AS evidence
FROM systems
LEFT JOIN seen ON seen.org = systems.org_id AND seen.object = systems.object
GROUP BY systems.org_id
HAVING bool_and(events IS NOT NULL)
