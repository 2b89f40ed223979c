-- Is the lawful use of software controlled no more often than allowed (UR 79)?
-- Facts: the register of comparisons, without those still being drawn up. A title that was compared on more days of one year
-- than the Kazakh text allows decides: not met. That there was no control besides those entered is for people to state: no
-- row, and the form decides.
WITH titles AS (
  SELECT org_id, software, year, count(DISTINCT compared_on) AS held, max(compared_on) AS last_on,
         array_agg(concat('record:', record_id) ORDER BY compared_on DESC, record_id) AS evidence
  FROM licence_comparisons
  WHERE state <> 'drawn_up' AND compared_on <= $today AND compared_on >= cast($today AS date) - cast($window AS interval)
  GROUP BY org_id, software, year
  HAVING count(DISTINCT compared_on) > $frequency_value
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'not_met' AS status,
       'reason-control-too-often' AS reason_key,
       named_struct('titles', count(*),
                    'first', min(software),
                    'held', max(held),
                    'limit', $frequency_value,
                    'last', cast(max(last_on) AS text)) AS reason_args,
       array_slice(flatten(array_agg(evidence ORDER BY software)), 1, 50) AS evidence
FROM titles
GROUP BY org_id
