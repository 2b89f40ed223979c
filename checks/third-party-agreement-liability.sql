-- Do agreements with third parties set liability for breaking their conditions (UR 41)?
-- Facts: the registers of objects, of agreements with third parties and of their workers; an agreement without an object covers
-- all objects of the organisation, and one under which workers are admitted to an object today covers that object too. Each
-- agreement on security that is in force must set it: else not met. Where those that name the object, or under which workers
-- are admitted to it, have all ended and none covers it: not met. Where there is none, the form decides: no row.
WITH admitted AS (
  SELECT DISTINCT org_id, agreement, object
  FROM third_party_workers
  WHERE admitted_from <= $today AND coalesce(admitted_to >= $today, true) AND (revoked_on IS NULL OR revoked_on > $today)
),
covering AS (
  SELECT objects.key AS object, agreements.record_id, agreements.key,
         agreements.object IS NOT NULL OR admitted.object IS NOT NULL AS named,
         agreements.sets_liability AS sets, least(agreements.valid_until, agreements.terminated_on) AS ends_on,
         agreements.valid_until >= $today
           AND (agreements.terminated_on IS NULL OR agreements.terminated_on > $today) AS in_force
  FROM objects
  JOIN third_party_agreements AS agreements ON agreements.org_id = objects.org_id
  LEFT JOIN admitted
    ON admitted.org_id = agreements.org_id AND admitted.agreement = agreements.key AND admitted.object = objects.key
  WHERE agreements.kind = 'security' AND agreements.signed_on <= $today
    AND (agreements.object IS NULL OR agreements.object = objects.key OR admitted.object IS NOT NULL)
),
judged AS (
  SELECT object, bool_or(in_force) AS any_in_force,
         count(*) FILTER (WHERE in_force) AS agreements,
         count(*) FILTER (WHERE in_force AND NOT coalesce(sets, false)) AS lacking,
         coalesce(min(CASE WHEN in_force AND NOT coalesce(sets, false) THEN key END), '-') AS first,
         cast(max(ends_on) AS text) AS last,
         array_slice(array_agg(concat('record:', record_id) ORDER BY in_force DESC, record_id), 1, 50) AS evidence
  FROM covering
  GROUP BY object
  HAVING bool_or(in_force) OR bool_or(named)
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN any_in_force AND lacking = 0 THEN 'met' ELSE 'not_met' END AS status,
       CASE WHEN NOT any_in_force THEN 'reason-agreements-ended'
            WHEN lacking = 0 THEN 'reason-agreements-set-liability'
            ELSE 'reason-agreements-lack-liability' END AS reason_key,
       named_struct('agreements', agreements, 'lacking', lacking, 'first', first, 'last', last) AS reason_args,
       evidence
FROM judged
