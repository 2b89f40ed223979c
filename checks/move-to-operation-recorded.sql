-- Is the move of the information system from trial to commercial operation recorded (UR 98.3.3)?
-- Facts: the register of moves between phases. An entry proves it: met. That there was no move the register cannot tell: no
-- row, and the form decides.
SELECT 'object' AS subject_kind,
       object AS subject,
       'met' AS status,
       'reason-move-recorded' AS reason_key,
       named_struct('entry', last_value(key ORDER BY moved_on, record_id),
                    'day', cast(max(moved_on) AS text)) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY moved_on DESC, record_id DESC), 1, 50) AS evidence
FROM stage_transfers
WHERE phase = 'operation' AND moved_on <= $today
GROUP BY object
