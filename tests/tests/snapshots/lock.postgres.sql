-- for update
BEGIN;
SELECT t0."id", t0."name"
FROM "tags" AS t0
WHERE (t0."name" = $1)
ORDER BY t0."id"
LIMIT $2
FOR UPDATE OF t0;
COMMIT;

-- for share, skipping what is locked
BEGIN;
SELECT t0."id", t0."name"
FROM "tags" AS t0
WHERE (t0."name" = $1)
ORDER BY t0."id"
LIMIT $2
FOR SHARE OF t0 SKIP LOCKED;
COMMIT;

-- for update, over a join, without waiting
BEGIN;
SELECT t0."id"
FROM "orders" AS t0
LEFT JOIN "employees" AS t1 ON t1."id" = t0."approved_by"
  AND t1."left_at" IS NULL
WHERE (t1."name" = $1)
  AND t0."deleted_at" IS NULL
LIMIT $2
FOR UPDATE OF t0 NOWAIT;
COMMIT;

-- a savepoint that is given up, and one that stays
BEGIN;
SAVEPOINT orm_1;
SELECT COUNT(*)
FROM "tags" AS t0;
ROLLBACK TO SAVEPOINT orm_1; RELEASE SAVEPOINT orm_1;
SAVEPOINT orm_1;
SELECT COUNT(*)
FROM "tags" AS t0;
RELEASE SAVEPOINT orm_1;
COMMIT;

-- repeatable read
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT COUNT(*)
FROM "tags" AS t0;
COMMIT;

-- serializable
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT COUNT(*)
FROM "tags" AS t0;
COMMIT;

-- serializable, read only, deferrable
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE;
SELECT COUNT(*)
FROM "tags" AS t0;
COMMIT;
