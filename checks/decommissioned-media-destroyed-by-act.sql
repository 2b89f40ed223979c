-- Were the media of the decommissioned system physically destroyed, with an act (UR 98.4.2)?
-- Facts: the register of destroyed media. A medium of the system that is past the day set for it or has no act decides: not met. One
-- that was only erased stays in use, which the clause does not forbid. Media still within their term: unknown. Without media on record there is no row, and the form decides.
WITH judged AS (
  SELECT object, key, record_id, destroyed_on,
         coalesce(destroyed_on <= $today AND act_on <= $today, false) AS destroyed,
         destroyed_on IS NULL AND planned_by >= $today AS awaited
  FROM media_destructions
  WHERE object IS NOT NULL AND coalesce(treatment, 'destroyed') <> 'erased'
),
counted AS (
  SELECT object, key, record_id, destroyed_on, awaited, NOT destroyed AND NOT awaited AS lacking
  FROM judged
)
SELECT 'object' AS subject_kind,
       object AS subject,
       CASE WHEN bool_or(lacking) THEN 'not_met' WHEN bool_or(awaited) THEN 'unknown' ELSE 'met' END AS status,
       CASE WHEN bool_or(lacking) THEN 'reason-media-not-destroyed'
            WHEN bool_or(awaited) THEN 'reason-media-awaited'
            ELSE 'reason-media-destroyed' END AS reason_key,
       named_struct('media', count(*),
                    'lacking', count(*) FILTER (WHERE lacking OR awaited),
                    'first', coalesce(min(CASE WHEN lacking THEN key END), min(CASE WHEN awaited THEN key END), '-'),
                    'last', coalesce(cast(max(destroyed_on) AS text), '-')) AS reason_args,
       array_slice(array_agg(concat('record:', record_id) ORDER BY lacking DESC, awaited DESC, record_id), 1, 50) AS evidence
FROM counted
GROUP BY object
