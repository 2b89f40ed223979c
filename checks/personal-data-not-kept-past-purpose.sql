-- Are personal data of other subjects' resources kept past the purpose of their collection (UR 63-2)?
-- Facts: the register of terms of destruction. Data whose purpose is reached and that are not destroyed decide: not met.
-- That nothing else is kept the register cannot prove: no row, and the form decides.
WITH judged AS (
  SELECT object, key, record_id, purpose_reached_on,
         coalesce(purpose_reached_on < $today, false) AND (destroyed_on IS NULL OR destroyed_on > $today) AS kept
  FROM personal_data_terms
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       'reason-personal-data-kept' AS reason_key,
       named_struct('records', count(*),
                    'kept', count(*) FILTER (WHERE kept),
                    'first', min(CASE WHEN kept THEN key END),
                    'since', cast(min(CASE WHEN kept THEN purpose_reached_on END) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY record_id) FILTER (WHERE kept), 1, 50) AS evidence
FROM judged
GROUP BY object
HAVING bool_or(kept)
