-- Were the service integrator and, on the architectural portal, the users told that the system's operation ends (UR 93.0.1)?
-- Facts: the register of decommissionings; the last decision counts. One without the day of the letter or of the
-- publication decides: not met. No decision on record: no row, and the form decides.
WITH placed AS (
  SELECT object, record_id, key, integrator_notified_on, portal_published_on,
         coalesce(integrator_notified_on <= $today AND portal_published_on <= $today, false) AS notified,
         row_number() OVER (PARTITION BY object ORDER BY decided_on DESC, record_id DESC) AS place
  FROM decommissionings
  WHERE decided_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN notified THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN notified THEN 'reason-end-notified' ELSE 'reason-end-not-notified' END AS reason_key,
       named_struct('entry', key,
                    'integrator', coalesce(cast(integrator_notified_on AS text), '-'),
                    'portal', coalesce(cast(portal_published_on AS text), '-')) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM placed
WHERE place = 1
