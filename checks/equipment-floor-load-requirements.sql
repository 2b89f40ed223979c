-- Does the floor bear the equipment (UR 148.2)?
-- Facts: the inspection sheet of the premises. An approved act of the window by which the load is more than allowed decides:
-- not met. That the maker's other requirements are kept is for people to state: no row, and the form decides.
SELECT 'object' AS subject_kind,
       server_room AS subject,
       'not_met' AS status,
       'reason-floor-overloaded' AS reason_key,
       named_struct('act', key,
                    'day', cast(inspected_on AS text),
                    'load', floor_load,
                    'allowed', floor_load_allowed) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence
FROM server_room_premises
WHERE state = 'approved' AND inspected_on <= $today AND inspected_on >= cast($today AS date) - cast($window AS interval)
  AND floor_load IS NOT NULL AND floor_load_allowed IS NOT NULL
  AND NOT (floor_load <= floor_load_allowed)
