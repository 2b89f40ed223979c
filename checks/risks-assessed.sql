-- Are the identified risks assessed (UR 37.4)?
-- Facts: the register of risks, without those that are closed. A risk without likelihood, impact or day of assessment
-- decides: not met. Where all have them, whether they follow the standard is for people to state: no row, and the form
-- decides.
WITH open_risks AS (
  SELECT org_id, record_id, key,
         likelihood IS NULL OR impact IS NULL OR coalesce(assessed_on > $today, true) AS lacking
  FROM risks
  WHERE closed_on IS NULL OR closed_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'not_met' AS status,
       'reason-risks-not-assessed' AS reason_key,
       named_struct('risks', count(*), 'lacking', count(*) FILTER (WHERE lacking), 'first', min(CASE WHEN lacking THEN key END)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, record_id), 1, 50) AS evidence
FROM open_risks
GROUP BY org_id
HAVING bool_or(lacking)
