-- Do agreements on warranty service regulate information security (UR 91.0.1)?
-- Facts: the registers of objects and of agreements with third parties; one without an object covers all objects of the
-- organisation. Each agreement on warranty that is in force must do it: else not met. Where none is, the form decides: no row.
WITH covering AS (
  SELECT objects.key AS object, agreements.record_id, agreements.key, agreements.valid_until,
         NOT coalesce(agreements.regulates_security, false) AS lacking
  FROM objects
  JOIN third_party_agreements AS agreements
    ON agreements.org_id = objects.org_id AND (agreements.object IS NULL OR agreements.object = objects.key)
  WHERE agreements.kind = 'warranty' AND agreements.signed_on <= $today AND agreements.valid_until >= $today
    AND (agreements.terminated_on IS NULL OR agreements.terminated_on > $today)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-agreements-lack-security' ELSE 'reason-agreements-regulate-security' END AS reason_key,
       named_struct('agreements', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), '-'),
                    'last', cast(max(valid_until) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, record_id), 1, 50) AS evidence
FROM covering
GROUP BY object
