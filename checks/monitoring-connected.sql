-- Was the object connected to the information security monitoring system in time (UR 50)?
-- Facts: the day of commissioning in the register of objects and the attestations of this statement that still hold.
-- The newest attestation decides. Without one nothing is proved: unknown, and the reason tells the last day for
-- connecting.
WITH stated AS (
  SELECT org_id, subject, max(stated_on) AS stated_on,
         last_value(result ORDER BY stated_on) AS result,
         last_value(record_id ORDER BY stated_on) AS attestation
  FROM attestations
  WHERE statement = 'monitoring-connected' AND subject_kind = 'object' AND stated_on <= $today AND valid_until >= $today
  GROUP BY org_id, subject
),
judged AS (
  SELECT objects.key AS object, objects.record_id, objects.commissioned_on, result, stated_on, attestation,
         cast(objects.commissioned_on + cast($within AS interval) AS date) AS latest_on
  FROM objects
  LEFT JOIN stated ON stated.org_id = objects.org_id AND stated.subject = objects.key
  WHERE objects.commissioned_on IS NOT NULL
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN result = 'met' THEN 'met'
            WHEN result = 'not_met' AND latest_on < $today THEN 'not_met'
            ELSE 'unknown' END AS status,
       CASE WHEN result = 'met' THEN 'reason-monitoring-connected'
            WHEN latest_on >= $today THEN 'reason-monitoring-due'
            WHEN result = 'not_met' THEN 'reason-monitoring-not-connected'
            ELSE 'reason-monitoring-unproved' END AS reason_key,
       named_struct('commissioned', cast(commissioned_on AS text),
                    'latest', cast(latest_on AS text),
                    'stated', coalesce(cast(stated_on AS text), '-'),
                    'limit', $within_value) AS reason_args,
       CASE WHEN attestation IS NULL THEN make_array(concat('record:', record_id))
            ELSE make_array(concat('record:', record_id), concat('record:', attestation)) END AS evidence
FROM judged
