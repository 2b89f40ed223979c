-- Does the guaranteed power have enough inputs from different outside sources (UR 161)?
-- Facts: the inspection sheet of power. An approved act of the window with fewer decides: not met. That the voltages are kept
-- as well is for people to state: no row, and the form decides.
SELECT 'object' AS subject_kind,
       server_room AS subject,
       'not_met' AS status,
       'reason-counted-few' AS reason_key,
       named_struct('act', key,
                    'day', cast(inspected_on AS text),
                    'found', inputs,
                    'least', $inputs_value) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM server_room_power
WHERE state = 'approved' AND inspected_on <= $today AND inspected_on >= cast($today AS date) - cast($window AS interval)
  AND inputs IS NOT NULL
  AND NOT (inputs >= $inputs)
