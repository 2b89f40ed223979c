-- Do employment contracts hold the obligations that outlast them (UR 40.0.1)?
-- Facts: the registers of people and obligations. Everyone who has not left needs a signed contract, or an addition to it,
-- that says so: else not met. Where no contract is on record at all, the form decides: no row.
WITH contracts AS (
  SELECT org_id, person, record_id, document_on,
         coalesce(outlasts_contract AND signed_on <= $today AND (ended_on IS NULL OR ended_on > $today), false) AS lasting
  FROM is_obligations
  WHERE kind IN ('employment_contract', 'additional_agreement')
),
kept AS (
  SELECT DISTINCT org_id FROM contracts
),
covered AS (
  SELECT org_id, person, last_value(record_id ORDER BY document_on) AS paper
  FROM contracts
  WHERE lasting
  GROUP BY org_id, person
),
judged AS (
  SELECT people.org_id, people.key, people.record_id, paper, paper IS NULL AS lacking
  FROM people
  JOIN kept ON kept.org_id = people.org_id
  LEFT JOIN covered ON covered.org_id = people.org_id AND covered.person = people.key
  WHERE people.left_on IS NULL OR people.left_on > $today
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-obligations-lacking' ELSE 'reason-obligations-kept' END AS reason_key,
       named_struct('people', count(*),
                    'lacking', count(*) FILTER (WHERE lacking),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', coalesce(paper, record_id)) ORDER BY lacking DESC, record_id), 1, 50) AS evidence
FROM judged
GROUP BY org_id
