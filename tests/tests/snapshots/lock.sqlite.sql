-- for update
BEGIN IMMEDIATE;
SELECT t0."id", t0."name"
FROM "tags" AS t0
WHERE (t0."name" = ?)
ORDER BY t0."id"
LIMIT ?;
COMMIT;

-- for share, skipping what is locked
BEGIN IMMEDIATE;
SELECT t0."id", t0."name"
FROM "tags" AS t0
WHERE (t0."name" = ?)
ORDER BY t0."id"
LIMIT ?;
COMMIT;

-- for update, over a join, without waiting
BEGIN IMMEDIATE;
SELECT t0."id"
FROM "orders" AS t0
LEFT JOIN "employees" AS t1 ON t1."id" = t0."approved_by"
  AND t1."left_at" IS NULL
WHERE (t1."name" = ?)
  AND t0."deleted_at" IS NULL
LIMIT ?;
COMMIT;

-- a savepoint that is given up, and one that stays
BEGIN IMMEDIATE;
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
BEGIN IMMEDIATE;
SELECT COUNT(*)
FROM "tags" AS t0;
COMMIT;

-- serializable
BEGIN IMMEDIATE;
SELECT COUNT(*)
FROM "tags" AS t0;
COMMIT;

-- serializable, read only, deferrable
BEGIN DEFERRED;
SELECT COUNT(*)
FROM "tags" AS t0;
COMMIT;
