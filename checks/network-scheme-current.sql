-- Is the scheme of the network kept current (UR 125, 136)?
-- Facts: the registers of schemes, of channels and of active equipment. A network whose entered schemes include none that is
-- approved and not replaced, and one that gained or lost a channel or equipment after its scheme was last compared with it,
-- do not meet it. Compared within the window, and nothing changed since: met. An older comparison is no proof: no row, and the
-- form decides.
WITH schemes AS (
  SELECT network, count(*) AS entries,
         max(CASE WHEN in_force THEN greatest(approved_on, CASE WHEN verified_on <= $today THEN verified_on ELSE approved_on END) END) AS last_on,
         array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, record_id), 1, 49) AS listed
  FROM (SELECT *, coalesce(state = 'approved' AND approved_on <= $today, false)
                    AND (replaced_on IS NULL OR replaced_on > $today) AS in_force
        FROM network_schemes) AS judged
  GROUP BY network
),
changes AS (
  SELECT network, max(changed_on) AS changed_on, last_value(record_id ORDER BY changed_on) AS change
  FROM (SELECT network, record_id, opened_on AS changed_on FROM network_channels
        UNION ALL SELECT network, record_id, closed_on AS changed_on FROM network_channels
        UNION ALL SELECT network, record_id, installed_on AS changed_on FROM network_equipment
        UNION ALL SELECT network, record_id, removed_on AS changed_on FROM network_equipment) AS days
  WHERE changed_on <= $today
  GROUP BY network
),
judged AS (
  SELECT schemes.*, changes.changed_on, changes.change,
         coalesce(changes.changed_on > last_on, false) AS outdated,
         coalesce(last_on >= cast($today AS date) - cast($window AS interval), false) AS fresh
  FROM schemes
  LEFT JOIN changes ON changes.network = schemes.network
)
SELECT 'object' AS subject_kind,
       network AS subject,
       CASE WHEN last_on IS NULL OR outdated THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN last_on IS NULL THEN 'reason-scheme-not-approved'
            WHEN outdated THEN 'reason-scheme-outdated'
            ELSE 'reason-scheme-current' END AS reason_key,
       named_struct('schemes', entries,
                    'last', coalesce(cast(last_on AS text), '-'),
                    'changed', coalesce(cast(changed_on AS text), '-')) AS reason_args,
       CASE WHEN outdated THEN array_append(listed, concat('record:', change)) ELSE listed END AS evidence
FROM judged
WHERE last_on IS NULL OR outdated OR fresh
