-- Are compromised keys blocked and destroyed (UR 102.3.3)?
-- Facts: the log of keys: those that were compromised. One that is not blocked, or not destroyed, decides: not met; all
-- are both: met. Where no key was compromised there is nothing to show: no row, and the form decides.
WITH compromised AS (
  SELECT org_id, object, record_id, key, compromised_on,
         coalesce(blocked_on > $today, true) AS unblocked,
         coalesce(destroyed_on > $today, true) AS undestroyed
  FROM encryption_keys
  WHERE compromised_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(unblocked OR undestroyed) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(unblocked OR undestroyed) THEN 'reason-keys-not-destroyed' ELSE 'reason-keys-destroyed' END AS reason_key,
       named_struct('keys', count(*),
                    'unblocked', count(*) FILTER (WHERE unblocked),
                    'undestroyed', count(*) FILTER (WHERE undestroyed),
                    'first', coalesce(min(CASE WHEN unblocked OR undestroyed THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY unblocked DESC, undestroyed DESC, record_id), 1, 50) AS evidence
FROM compromised
GROUP BY object
