WITH gone AS (DELETE FROM users RETURNING id)
SELECT count(*) FROM gone;
