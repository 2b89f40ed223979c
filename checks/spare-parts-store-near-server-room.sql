-- Is there a store of drives and equipment beside the server room (UR 151)?
-- Facts: the register of spare parts. A room for which it is kept, without a drive or without any other equipment in stock
-- beside it, does not meet it. Both in stock, counted within the window: met. An older count is no proof: no row, and the
-- form decides.
WITH stock AS (
  SELECT server_room, record_id, key, counted_on, kind = 'drive' AS is_drive,
         coalesce(nearby AND quantity > 0, false) AS in_stock
  FROM spare_parts
  WHERE counted_on <= $today
),
judged AS (
  SELECT server_room, count(*) AS entries,
         count(*) FILTER (WHERE in_stock AND is_drive) AS drives,
         count(*) FILTER (WHERE in_stock AND NOT is_drive) AS others,
         min(CASE WHEN in_stock THEN counted_on END) AS counted_on,
         array_slice(array_agg(concat('record:', record_id) ORDER BY in_stock DESC, record_id), 1, 50) AS evidence
  FROM stock
  GROUP BY server_room
)
SELECT 'object' AS subject_kind,
       server_room AS subject,
       CASE WHEN drives = 0 OR others = 0 THEN 'not_met' ELSE 'met' END AS status,
       CASE WHEN drives = 0 OR others = 0 THEN 'reason-spares-lacking' ELSE 'reason-spares-in-stock' END AS reason_key,
       named_struct('entries', entries,
                    'drives', drives,
                    'others', others,
                    'counted', coalesce(cast(counted_on AS text), '-')) AS reason_args,
       evidence
FROM judged
WHERE drives = 0 OR others = 0 OR counted_on >= cast($today AS date) - cast($window AS interval)
