-- Are rights revoked when a person leaves, moves, or the contract changes (UR 43)?
-- Facts: the registers of changes of staff, of people, of access rights, of access identifiers and of assets issued. A change
-- whose day has passed and that lacks the day of any of the four revocations, and a right or an identifier in force that someone
-- who left still has, break it, as does equipment, a medium, a key carrier or a paper issued to them, by which they still reach
-- information: not met. What the change of a dismissal calls handed back counts as such. Where all past changes have theirs:
-- met. Where there is neither, the form decides: no row.
WITH past_changes AS (
  SELECT org_id, person, record_id, event_on,
         greatest(logical_revoked_on, physical_revoked_on, identifiers_revoked_on, subscriptions_revoked_on) AS revoked_on,
         logical_revoked_on IS NULL OR physical_revoked_on IS NULL
           OR identifiers_revoked_on IS NULL OR subscriptions_revoked_on IS NULL AS undated
  FROM staff_changes
  WHERE event_on < $today
),
changes AS (
  SELECT org_id, count(*) AS changes,
         count(*) FILTER (WHERE undated OR revoked_on > $today) AS lacking,
         count(*) FILTER (WHERE NOT undated AND revoked_on > event_on) AS late,
         min(CASE WHEN undated OR revoked_on > $today THEN person END) AS first,
         array_agg(concat('record:', record_id) ORDER BY undated DESC, revoked_on DESC, record_id) AS evidence
  FROM past_changes
  GROUP BY org_id
),
held AS (
  SELECT org_id, person, record_id
  FROM access_rights
  WHERE granted_on <= $today AND (revoked_on IS NULL OR revoked_on > $today)
  UNION ALL
  SELECT org_id, holder AS person, record_id
  FROM access_identifiers
  WHERE issued_on <= $today AND (returned_on IS NULL OR returned_on > $today) AND (valid_until IS NULL OR valid_until >= $today)
),
rights AS (
  SELECT held.org_id, count(*) AS rights, min(held.person) AS first,
         array_agg(concat('record:', held.record_id) ORDER BY held.record_id) AS evidence
  FROM held
  JOIN people ON people.org_id = held.org_id AND people.key = held.person
  WHERE people.left_on < $today
  GROUP BY held.org_id
),
leavers AS (
  SELECT org_id, key AS person, left_on FROM people WHERE left_on < $today
  UNION
  SELECT org_id, person, event_on AS left_on FROM staff_changes WHERE event = 'dismissal' AND event_on < $today
),
handed_back AS (
  SELECT org_id, person, max(assets_returned_on) AS returned_on
  FROM staff_changes
  WHERE event = 'dismissal' AND assets_returned_on <= $today
  GROUP BY org_id, person
),
issued AS (
  SELECT DISTINCT issued_assets.org_id, issued_assets.person, issued_assets.record_id
  FROM issued_assets
  JOIN leavers ON leavers.org_id = issued_assets.org_id AND leavers.person = issued_assets.person
              AND leavers.left_on >= issued_assets.issued_on
  LEFT JOIN handed_back ON handed_back.org_id = issued_assets.org_id AND handed_back.person = issued_assets.person
  WHERE coalesce(issued_assets.state, 'issued') = 'issued' AND issued_assets.kind <> 'other'
    AND (issued_assets.returned_on IS NULL OR issued_assets.returned_on > $today)
    AND (handed_back.returned_on IS NULL OR handed_back.returned_on < issued_assets.issued_on)
),
things AS (
  SELECT org_id, count(*) AS things, min(person) AS first,
         array_agg(concat('record:', record_id) ORDER BY record_id) AS evidence
  FROM issued
  GROUP BY org_id
),
judged AS (
  SELECT organisations.key AS organisation, coalesce(changes, 0) AS changes, coalesce(lacking, 0) AS lacking,
         coalesce(rights, 0) AS rights, coalesce(things, 0) AS things, coalesce(late, 0) AS late,
         coalesce(rights.first, things.first, changes.first, '-') AS first,
         array_concat(coalesce(array_slice(rights.evidence, 1, 20), make_array()),
                      coalesce(array_slice(things.evidence, 1, 10), make_array()),
                      coalesce(changes.evidence, make_array())) AS evidence
  FROM organisations
  LEFT JOIN changes ON changes.org_id = organisations.key
  LEFT JOIN rights ON rights.org_id = organisations.key
  LEFT JOIN things ON things.org_id = organisations.key
  WHERE changes IS NOT NULL OR rights IS NOT NULL OR things IS NOT NULL
)
SELECT 'organisation' AS subject_kind,
       organisation AS subject,
       CASE WHEN lacking + rights + things > 0 THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN lacking + rights + things > 0 THEN 'reason-access-not-revoked' ELSE 'reason-access-revoked' END AS reason_key,
       named_struct('changes', changes, 'lacking', lacking, 'rights', rights, 'things', things, 'late', late, 'first', first) AS reason_args,
       array_slice(evidence, 1, 50) AS evidence
FROM judged
