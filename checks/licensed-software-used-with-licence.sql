-- Is licensed software used only with a licence (UR 78.4)?
-- Facts: the registers of software, of licences and of licences issued. A title that has licences in the register is licensed
-- software; more copies of it in use than valid licences, by an inventory within the window, or more issued and not returned
-- on valid licences than these are for, break the prohibition: not met. That nothing else is used without a licence the
-- registers cannot prove: no row, and the form decides.
WITH held AS (
  SELECT org_id, software,
         coalesce(sum(quantity) FILTER (WHERE valid_until IS NULL OR valid_until >= $today), 0) AS quantity,
         last_value(record_id ORDER BY record_id) AS licence
  FROM licences
  GROUP BY org_id, software
),
issued AS (
  SELECT licences.org_id, licences.software, coalesce(sum(licences_issued.quantity), 0) AS quantity
  FROM licences_issued
  JOIN licences ON licences.org_id = licences_issued.org_id AND licences.key = licences_issued.licence
  WHERE (licences.valid_until IS NULL OR licences.valid_until >= $today)
    AND licences_issued.issued_on <= $today
    AND (licences_issued.returned_on IS NULL OR licences_issued.returned_on > $today)
  GROUP BY licences.org_id, licences.software
),
judged AS (
  SELECT software.org_id, software.key, software.record_id, held.licence,
         greatest(CASE WHEN software.inventoried_on BETWEEN cast($today AS date) - cast($window AS interval) AND $today
                       THEN coalesce(software.installed, 0) ELSE 0 END - held.quantity,
                  coalesce(issued.quantity, 0) - held.quantity, 0) AS missing
  FROM software
  JOIN held ON held.org_id = software.org_id AND held.software = software.key
  LEFT JOIN issued ON issued.org_id = software.org_id AND issued.software = software.key
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       'not_met' AS status,
       'reason-licences-short' AS reason_key,
       named_struct('titles', count(*),
                    'short', count(*) FILTER (WHERE missing > 0),
                    'copies', sum(missing),
                    'first', min(CASE WHEN missing > 0 THEN key END)) AS reason_args,
       array_slice(array_concat(
           array_agg(concat('record:', record_id) ORDER BY record_id) FILTER (WHERE missing > 0),
           array_agg(concat('record:', licence) ORDER BY licence) FILTER (WHERE missing > 0)), 1, 50) AS evidence
FROM judged
GROUP BY org_id
HAVING max(missing) > 0
