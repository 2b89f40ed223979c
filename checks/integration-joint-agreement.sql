-- Are the security requirements of an integration laid down in an agreement on joint work (UR 49-1)?
-- Facts: the register of agreements on joint work. One in force for the object: met. Where those that were signed have all
-- ended: not met. Where none was signed, the form decides: no row.
WITH signed AS (
  SELECT object, record_id, least(valid_until, terminated_on) AS ends_on,
         (valid_until IS NULL OR valid_until >= $today) AND (terminated_on IS NULL OR terminated_on > $today) AS in_force
  FROM joint_is_agreements
  WHERE kind = 'integration' AND signed_on <= $today
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(in_force) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(in_force) THEN 'reason-joint-agreement-in-force' ELSE 'reason-agreements-ended' END AS reason_key,
       named_struct('agreements', count(*) FILTER (WHERE in_force),
                    'last', coalesce(cast(CASE WHEN bool_or(in_force) THEN max(CASE WHEN in_force THEN ends_on END)
                                               ELSE max(ends_on) END AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, record_id), 1, 50) AS evidence
FROM signed
GROUP BY object
