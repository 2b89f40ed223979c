-- Is the object connected to the information security monitoring system (UR 50)?
-- Facts: the day of commissioning, the register of connections and the attestations of this statement that still hold. A connection that
-- stands: met, unless somebody stated after it that there is none; one made late is a connection, the reason tells both days. Otherwise
-- the newest attestation decides; one that says met proves nothing of the time after the register has the connection cut. Where
-- nothing is proved: unknown, and the reason tells the last day for connecting.
WITH stated AS (
  SELECT org_id, subject, max(stated_on) AS stated_on,
         last_value(result ORDER BY stated_on) AS result,
         last_value(record_id ORDER BY stated_on) AS attestation
  FROM attestations
  WHERE statement = 'monitoring-connected' AND subject_kind = 'object' AND stated_on <= $today AND valid_until >= $today
  GROUP BY org_id, subject
),
standing AS (
  SELECT org_id, object, max(connected_on) AS connected_on,
         last_value(commissioned_on ORDER BY connected_on) AS commissioned_on,
         last_value(record_id ORDER BY connected_on) AS connection
  FROM monitoring_connections
  WHERE kind = 'monitoring_system' AND connected_on <= $today AND (disconnected_on IS NULL OR disconnected_on > $today)
  GROUP BY org_id, object
),
cut AS (
  SELECT org_id, object, max(disconnected_on) AS cut_on, last_value(record_id ORDER BY disconnected_on) AS connection
  FROM monitoring_connections
  WHERE kind = 'monitoring_system' AND disconnected_on <= $today
  GROUP BY org_id, object
),
facts AS (
  SELECT objects.key AS object, objects.record_id, result, stated_on, attestation, connected_on, cut_on,
         coalesce(objects.commissioned_on, standing.commissioned_on) AS commissioned_on,
         coalesce(standing.connection, cut.connection) AS connection,
         connected_on IS NOT NULL AND NOT coalesce(result = 'not_met' AND stated_on > connected_on, false) AS connected,
         connected_on IS NULL AND coalesce(cut_on > stated_on, cut_on IS NOT NULL) AS is_cut
  FROM objects
  LEFT JOIN stated ON stated.org_id = objects.org_id AND stated.subject = objects.key
  LEFT JOIN standing ON standing.org_id = objects.org_id AND standing.object = objects.key
  LEFT JOIN cut ON cut.org_id = objects.org_id AND cut.object = objects.key
),
judged AS (
  SELECT facts.*, cast(commissioned_on + cast($within AS interval) AS date) AS latest_on,
         coalesce(result = 'met', false) AND NOT is_cut AS confirmed
  FROM facts
  WHERE commissioned_on IS NOT NULL OR connected
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN connected OR confirmed THEN 'met'
            WHEN result = 'not_met' AND latest_on < $today THEN 'not_met'
            ELSE 'unknown' END AS status,
       CASE WHEN connected THEN 'reason-monitoring-registered'
            WHEN confirmed THEN 'reason-monitoring-connected'
            WHEN is_cut AND coalesce(result <> 'not_met', true) THEN 'reason-monitoring-cut'
            WHEN latest_on >= $today THEN 'reason-monitoring-due'
            WHEN result = 'not_met' THEN 'reason-monitoring-not-connected'
            ELSE 'reason-monitoring-unproved' END AS reason_key,
       named_struct('commissioned', coalesce(cast(commissioned_on AS text), '-'),
                    'latest', coalesce(cast(latest_on AS text), '-'),
                    'connected', coalesce(cast(connected_on AS text), '-'),
                    'cut', coalesce(cast(cut_on AS text), '-'),
                    'stated', coalesce(cast(stated_on AS text), '-'),
                    'limit', $within_value) AS reason_args,
       array_remove_all(make_array(concat('record:', record_id), concat('record:', connection), concat('record:', attestation)),
                        'record:') AS evidence
FROM judged
