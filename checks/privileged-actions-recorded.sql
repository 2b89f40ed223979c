-- Is what administrators do with their rights recorded (UR 102.5.1, 118.1.3, 128.2.3)?
-- Facts: events within the window that say who acted with whose rights (sudo, su), on platforms, complexes, software and
-- networks: on a guest system they would be of its own administrators, not of those of the virtualisation environment. None of
-- them means that nobody acted, or that the log has a form in which Talap does not recognise it: no row, and the form
-- decides.
WITH administered AS (
  SELECT org_id, key AS object
  FROM objects
  WHERE kind IN ('technological_platform', 'hardware_software_complex', 'software', 'network')
)
SELECT 'object' AS subject_kind,
       administered.object AS subject,
       'met' AS status,
       'reason-privileged-recorded' AS reason_key,
       named_struct('events', count(*),
                    'users', count(DISTINCT user_name),
                    'last', to_char(max(received_at), '%Y-%m-%d %H:%M'),
                    'since', to_char(cast($now AS timestamptz) - cast($window AS interval), '%Y-%m-%d %H:%M')) AS reason_args,
       make_array(concat('event:', cast(max(seq) AS text))) AS evidence
FROM events
JOIN administered ON administered.org_id = events.org AND administered.object = events.object
WHERE class_uid = 3002 AND events.kind <> 'talap' AND fault IS NULL
  AND attributes LIKE '%"target_user":%' AND attributes LIKE '%"status":"success"%'
  AND received_at > cast($now AS timestamptz) - cast($window AS interval) AND received_at <= $now
GROUP BY administered.object
