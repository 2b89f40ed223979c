-- Are tests, scenarios and methods prepared before the trial operation (UR 84.1)?
-- Facts: the registers of trial operations and of documents of objects; the last trial of an object that is in trial
-- counts. Where documents of the object are kept and tests with scenarios, or the methods, are not among those approved
-- by the first day of the trial: not met. Where both are, whether they cover every functional component is for people
-- to state: no row, and the form decides, as it does where no document of the object is on record.
WITH trials AS (
  SELECT object, record_id, key, started_on,
         row_number() OVER (PARTITION BY object ORDER BY started_on DESC, record_id DESC) AS place
  FROM trial_operations
  WHERE started_on <= $today AND object IN (SELECT key FROM objects WHERE stage = 'trial')
),
listed AS (
  SELECT trials.object, trials.record_id AS trial, trials.key, trials.started_on, documents.record_id,
         documents.kind = 'test_suite' AND coalesce(documents.approved_on <= trials.started_on, true) AS is_suite,
         documents.kind = 'test_method' AND coalesce(documents.approved_on <= trials.started_on, true) AS is_method
  FROM trials
  JOIN object_documents AS documents ON documents.object = trials.object
  WHERE trials.place = 1
)
SELECT 'object' AS subject_kind,
       object AS subject,
       'not_met' AS status,
       'reason-tests-not-prepared' AS reason_key,
       named_struct('entry', min(key),
                    'since', cast(min(started_on) AS text),
                    'documents', count(*),
                    'suites', count(*) FILTER (WHERE is_suite),
                    'methods', count(*) FILTER (WHERE is_method)) AS reason_args,
       array_slice(array_concat(make_array(concat('record:', min(trial))),
                                array_agg(concat('record:', record_id) ORDER BY is_suite OR is_method DESC, record_id)), 1, 50) AS evidence
FROM listed
GROUP BY object
HAVING NOT bool_or(is_suite) OR NOT bool_or(is_method)
