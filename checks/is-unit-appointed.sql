-- Has the organisation an information security unit apart from the IT units, or an official responsible for information security (UR 30)?
-- Facts: the registers of people and of orders. An order in force proves: one that sets up a separate unit, or one that charges somebody
-- with the whole organisation who has neither left nor been released since. So does whoever is marked as responsible in the register of
-- people and has not left, unless the orders that charged that person have all ended. Where only orders for single objects stand:
-- unknown. Otherwise: not met.
WITH orders AS (
  SELECT org_id, record_id, kind, order_on, unit, separate, person, object, valid_from,
         least(valid_to, ended_on) AS ends_on,
         (valid_to IS NULL OR valid_to >= $today) AND (ended_on IS NULL OR ended_on > $today) AS in_force
  FROM is_appointments
  WHERE valid_from <= $today
),
released AS (
  SELECT org_id, person, max(order_on) AS released_on, max(valid_from) AS released_from
  FROM orders
  WHERE kind = 'release' AND in_force AND object IS NULL
  GROUP BY org_id, person
),
charges AS (
  SELECT orders.org_id, orders.record_id, orders.kind, orders.person, orders.object, orders.unit,
         CASE WHEN orders.kind = 'unit' THEN in_force AND coalesce(separate, false)
              ELSE in_force AND people.key IS NOT NULL AND (left_on IS NULL OR left_on > $today)
                AND coalesce(released_on < order_on, true) END AS stands,
         orders.kind = 'unit' AND in_force AND NOT coalesce(separate, false) AS joined,
         least(ends_on, left_on, CASE WHEN released_on >= order_on THEN released_from END) AS ended_on
  FROM orders
  LEFT JOIN people ON people.org_id = orders.org_id AND people.key = orders.person
  LEFT JOIN released ON released.org_id = orders.org_id AND released.person = orders.person
  WHERE orders.kind <> 'release'
),
officers AS (
  SELECT org_id, person,
         bool_or(stands) AS stands,
         bool_or(kind = 'officer') AND NOT bool_or(stands) AS ended
  FROM charges
  WHERE kind <> 'unit' AND object IS NULL
  GROUP BY org_id, person
),
facts AS (
  SELECT people.org_id, people.record_id, true AS is_person,
         (left_on IS NULL OR left_on > $today)
           AND (coalesce(stands, false) OR (coalesce(is_responsible, false) AND NOT coalesce(ended, false))) AS charged,
         false AS ordered, false AS of_object, false AS ended, false AS joined,
         CAST(NULL AS text) AS name, CAST(NULL AS date) AS ended_on
  FROM people
  LEFT JOIN officers ON officers.org_id = people.org_id AND officers.person = people.key
  UNION ALL
  SELECT org_id, record_id, false AS is_person, false AS charged,
         stands AND object IS NULL AS ordered,
         stands AND object IS NOT NULL AS of_object,
         NOT stands AND NOT joined AND object IS NULL AND kind <> 'substitute' AS ended, joined,
         coalesce(object, unit) AS name, CASE WHEN NOT stands AND NOT joined THEN ended_on END AS ended_on
  FROM charges
)
SELECT 'organisation' AS subject_kind,
       org_id AS subject,
       CASE WHEN bool_or(charged OR ordered) THEN 'met' WHEN bool_or(of_object) THEN 'unknown' ELSE 'not_met' END AS status,
       CASE WHEN bool_or(ordered) THEN 'reason-is-unit-ordered'
            WHEN bool_or(charged) THEN 'reason-is-unit-appointed'
            WHEN bool_or(of_object) THEN 'reason-is-unit-for-objects'
            WHEN bool_or(joined) THEN 'reason-is-unit-not-separate'
            WHEN bool_or(ended) THEN 'reason-is-unit-orders-ended'
            ELSE 'reason-is-unit-not-appointed' END AS reason_key,
       named_struct('charged', count(*) FILTER (WHERE charged),
                    'people', count(*) FILTER (WHERE is_person),
                    'orders', count(*) FILTER (WHERE ordered),
                    'objects', count(*) FILTER (WHERE of_object),
                    'ended', count(*) FILTER (WHERE ended),
                    'last', coalesce(cast(max(CASE WHEN ended THEN ended_on END) AS text), '-'),
                    'name', coalesce(min(CASE WHEN of_object OR joined THEN name END), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id)
         ORDER BY ordered DESC, charged DESC, of_object DESC, joined DESC, ended DESC, record_id), 1,
         CASE WHEN bool_or(charged OR ordered) THEN least(count(*) FILTER (WHERE charged OR ordered), 50) ELSE 50 END) AS evidence
FROM facts
GROUP BY org_id
