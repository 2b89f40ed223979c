-- Is the certification authority accredited (UR 56)?
-- Facts: the register of certification authorities, of which the organisation's own counts, the root aside. Accreditation in
-- force: met. One that ended or was withdrawn: not met. Where no day of accreditation is on record, the form decides: no row.
WITH own_authorities AS (
  SELECT org_id, record_id, accredited_until,
         (accredited_until IS NULL OR accredited_until >= $today) AND (withdrawn_on IS NULL OR withdrawn_on > $today) AS in_force
  FROM certification_authorities
  WHERE own AND kind <> 'root' AND accredited_on <= $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(in_force) THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(in_force) THEN 'reason-authority-accredited' ELSE 'reason-authority-not-accredited' END AS reason_key,
       named_struct('authorities', count(*), 'until', coalesce(cast(max(accredited_until) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, record_id), 1, 50) AS evidence
FROM own_authorities
GROUP BY org_id
