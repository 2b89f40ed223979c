-- Does the virtualisation environment keep to what its inspection asks (UR 102.1 to 102.5, 102.7, 102.8, 102.11)?
-- Facts: the inspection sheet of virtualisation environments; `line` numbers the statements that it answers. The last signed
-- sheet of the window that answers a line decides: met or not met. A yes that says less than the duty (nullif) decides
-- nothing. A no whose faults were fixed since, a sheet whose next inspection is overdue, and none at all: no row, and the
-- form decides.
WITH numbers AS (SELECT unnest(range(1, 28)) AS line),
lines AS (
  SELECT object, line, record_id, key, inspected_on,
         coalesce(fixed_on <= $today, false) AS fixed, coalesce(next_by < $today, false) AS overdue,
         CASE line
           WHEN 1 THEN clients_authenticated
           WHEN 2 THEN federated
           WHEN 3 THEN profiles_controlled
           WHEN 4 THEN powers_separated
           WHEN 5 THEN nullif(data_access_limited, true)
           WHEN 6 THEN multifactor
           WHEN 7 THEN full_powers_limited
           WHEN 8 THEN system_administrator_out
           WHEN 9 THEN minimum_privileges
           WHEN 10 THEN role_based
           WHEN 11 THEN remote_protected
           WHEN 12 THEN key_access_controlled
           WHEN 13 THEN key_directory_controlled
           WHEN 14 THEN audit_regular
           WHEN 15 THEN log_term
           WHEN 16 THEN alerts_automatic
           WHEN 17 THEN physical_devices_off
           WHEN 18 THEN virtual_devices_off
           WHEN 19 THEN guests_monitored
           WHEN 20 THEN mapping_controlled
           WHEN 21 THEN hypervisor_certified
           WHEN 22 THEN environments_apart
           WHEN 23 THEN profiles_safe
           WHEN 24 THEN integrity_controlled
           WHEN 25 THEN malware_checked
           WHEN 26 THEN hardware_isolated
           WHEN 27 THEN areas_isolated
         END AS kept
  FROM virtualisation_inspections CROSS JOIN numbers
  WHERE state = 'signed' AND inspected_on <= $today
    AND inspected_on >= cast($today AS date) - cast($window AS interval)
),
latest AS (
  SELECT object, line, max(inspected_on) AS inspected_on,
         last_value(key ORDER BY inspected_on, record_id) AS key,
         last_value(record_id ORDER BY inspected_on, record_id) AS record_id,
         last_value(fixed ORDER BY inspected_on, record_id) AS fixed,
         last_value(overdue ORDER BY inspected_on, record_id) AS overdue,
         last_value(kept ORDER BY inspected_on, record_id) AS kept
  FROM lines
  WHERE kept IS NOT NULL
  GROUP BY object, line
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN kept THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN kept THEN 'reason-inspection-kept' ELSE 'reason-inspection-lacking' END AS reason_key,
       named_struct('act', key, 'day', cast(inspected_on AS text)) AS reason_args,
       make_array(concat('record:', record_id)) AS evidence,
       line
FROM latest
WHERE NOT overdue AND (kept OR NOT fixed)
