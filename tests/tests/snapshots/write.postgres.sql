-- one
INSERT INTO "orders" AS t0 ("tenant_id", "customer_id", "approved_by", "number", "status", "total",
    "placed_at", "version")
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING "id", "tenant_id", "customer_id", "approved_by", "number", "status", "total", "meta",
    "placed_at", "version", "deleted_at";

-- one with a default left out
INSERT INTO "products" AS t0 ("sku", "price", "changed_at")
VALUES ($1, $2, $3)
RETURNING "id", "sku", "price", "stock", "changed_at";

-- one with a default given
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
VALUES ($1, $2, $3, $4)
RETURNING "id", "sku", "price", "stock", "changed_at";

-- one with a key made by the library
INSERT INTO "sessions" AS t0 ("id", "visits")
VALUES ($1, $2)
RETURNING "id", "visits";

-- one of nothing
INSERT INTO "tickets" AS t0
DEFAULT VALUES
RETURNING "id";

-- many
INSERT INTO "orders" AS t0 ("tenant_id", "customer_id", "approved_by", "number", "status", "total",
    "meta", "placed_at", "version")
SELECT rows.c0, rows.c1, rows.c2, rows.c3, rows.c4, rows.c5,
    CASE WHEN rows.g6 THEN rows.c6 ELSE CAST('{}' AS jsonb) END, rows.c7, rows.c8
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) WITH ORDINALITY AS rows(c0, c1, c2, c3, c4, c5,
    c6, g6, c7, c8, n)
ORDER BY rows.n;

-- many, returned
INSERT INTO "tags" AS t0 ("name")
SELECT rows.c0
FROM unnest($1) WITH ORDINALITY AS rows(c0, n)
ORDER BY rows.n
RETURNING "id", "name";

-- many with a default left out
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
SELECT rows.c0, rows.c1, CASE WHEN rows.g2 THEN rows.c2 ELSE CAST(0 AS integer) END, rows.c3
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS rows(c0, c1, c2, g2, c3, n)
ORDER BY rows.n;

-- many with a default left out by some
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
SELECT rows.c0, rows.c1, CASE WHEN rows.g2 THEN rows.c2 ELSE CAST(0 AS integer) END, rows.c3
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS rows(c0, c1, c2, g2, c3, n)
ORDER BY rows.n;

-- many of nothing
INSERT INTO "tickets" AS t0
SELECT
FROM generate_series(1, $1);

-- none: no statement

-- upsert
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
SELECT rows.c0, rows.c1, CASE WHEN rows.g2 THEN rows.c2 ELSE CAST(0 AS integer) END, rows.c3
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS rows(c0, c1, c2, g2, c3, n)
ORDER BY rows.n
ON CONFLICT ("sku") DO UPDATE
SET "price" = excluded."price", "stock" = t0."stock" + $6, "changed_at" = $7;

-- upsert with a condition, returned
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
SELECT rows.c0, rows.c1, CASE WHEN rows.g2 THEN rows.c2 ELSE CAST(0 AS integer) END, rows.c3
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS rows(c0, c1, c2, g2, c3, n)
ORDER BY rows.n
ON CONFLICT ("sku") DO UPDATE
SET "price" = t0."price" + excluded."price", "changed_at" = $6
WHERE (t0."stock" < $7)
RETURNING "id", "sku", "price", "stock", "changed_at";

-- upsert by a composite key
INSERT INTO "order_tags" AS t0 ("order_id", "tag_id", "weight")
SELECT rows.c0, rows.c1, CASE WHEN rows.g2 THEN rows.c2 ELSE CAST(1 AS integer) END
FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS rows(c0, c1, c2, g2, n)
ORDER BY rows.n
ON CONFLICT ("order_id", "tag_id") DO UPDATE
SET "weight" = excluded."weight";

-- upsert with a version
INSERT INTO "orders" AS t0 ("tenant_id", "customer_id", "approved_by", "number", "status", "total",
    "meta", "placed_at", "version")
SELECT rows.c0, rows.c1, rows.c2, rows.c3, rows.c4, rows.c5,
    CASE WHEN rows.g6 THEN rows.c6 ELSE CAST('{}' AS jsonb) END, rows.c7, rows.c8
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) WITH ORDINALITY AS rows(c0, c1, c2, c3, c4, c5,
    c6, g6, c7, c8, n)
ORDER BY rows.n
ON CONFLICT ("number") DO UPDATE
SET "total" = excluded."total", "version" = t0."version" + $11
RETURNING "id", "tenant_id", "customer_id", "approved_by", "number", "status", "total", "meta",
    "placed_at", "version", "deleted_at";

-- nothing on one conflict
INSERT INTO "tags" AS t0 ("name")
SELECT rows.c0
FROM unnest($1) WITH ORDINALITY AS rows(c0, n)
ORDER BY rows.n
ON CONFLICT ("name") DO NOTHING;

-- nothing on any conflict
INSERT INTO "tags" AS t0 ("name")
SELECT rows.c0
FROM unnest($1) WITH ORDINALITY AS rows(c0, n)
ORDER BY rows.n
ON CONFLICT DO NOTHING;

-- a patch, with a version
UPDATE "orders" AS t0
SET "number" = $1, "version" = t0."version" + $2
WHERE (t0."id" = $3)
  AND (t0."version" = $4)
  AND t0."deleted_at" IS NULL
RETURNING "id", "tenant_id", "customer_id", "approved_by", "number", "status", "total", "meta",
    "placed_at", "version", "deleted_at";

-- a patch, with a time of update
UPDATE "products" AS t0
SET "stock" = $1, "changed_at" = $2
WHERE (t0."id" = $3)
RETURNING "id", "sku", "price", "stock", "changed_at";

-- a patch to NULL
UPDATE "customers" AS t0
SET "email" = $1
WHERE (t0."id" = $2)
RETURNING "id", "name", "email", "country_code";

-- an empty patch: no statement

-- a patch by a composite key
UPDATE "order_tags" AS t0
SET "weight" = $1
WHERE (t0."order_id" = $2)
  AND (t0."tag_id" = $3)
RETURNING "order_id", "tag_id", "weight";

-- by a query
UPDATE "orders" AS t0
SET "status" = $1, "total" = t0."total" * $2, "version" = t0."version" + $3
WHERE (t0."number" <> $4)
  AND t0."deleted_at" IS NULL;

-- by a query, returned
UPDATE "orders" AS t0
SET "approved_by" = $1, "version" = t0."version" + $2
WHERE (t0."number" <> $3)
  AND t0."deleted_at" IS NULL
RETURNING "id", "tenant_id", "customer_id", "approved_by", "number", "status", "total", "meta",
    "placed_at", "version", "deleted_at";

-- over a join
UPDATE "orders" AS t0
SET "total" = $1, "version" = t0."version" + $2
WHERE (t0."id") IN (
    SELECT t1."id"
    FROM "orders" AS t1
    JOIN "customers" AS t2 ON t2."id" = t1."customer_id"
    LEFT JOIN "countries" AS t3 ON t3."code" = t2."country_code"
    WHERE (t3."name" = $3)
      AND t1."deleted_at" IS NULL
    FOR UPDATE OF t1
);

-- up to a limit
UPDATE "orders" AS t0
SET "total" = $1, "version" = t0."version" + $2
WHERE (t0."id") IN (
    SELECT t1."id"
    FROM "orders" AS t1
    WHERE (t1."number" <> $3)
      AND t1."deleted_at" IS NULL
    ORDER BY t1."total" DESC
    LIMIT $4
    FOR UPDATE OF t1
);

-- to a case
UPDATE "products" AS t0
SET "stock" = CASE WHEN t0."stock" > $1 THEN $2 ELSE t0."stock" END, "changed_at" = $3
WHERE (t0."stock" < $4);

-- by a to-many relation
UPDATE "orders" AS t0
SET "status" = $1, "version" = t0."version" + $2
WHERE EXISTS (
    SELECT 1
    FROM "order_items" AS t1
    WHERE t1."order_id" = t0."id"
      AND (t1."qty" > $3)
)
  AND t0."deleted_at" IS NULL;

-- a composite key up to a limit
UPDATE "order_tags" AS t0
SET "weight" = $1
WHERE (t0."order_id", t0."tag_id") IN (
    SELECT t1."order_id", t1."tag_id"
    FROM "order_tags" AS t1
    LIMIT $2
    FOR UPDATE OF t1
);

-- a row, softly
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE (t0."id" = $1);
UPDATE "orders" AS t0
SET "deleted_at" = $1, "version" = t0."version" + $2
WHERE (t0."id" = $3)
  AND (t0."version" = $4)
  AND t0."deleted_at" IS NULL;

-- a row, for good
SELECT t0."id", t0."name"
FROM "tags" AS t0
WHERE (t0."name" = $1)
LIMIT $2;
DELETE FROM "tags" AS t0
WHERE (t0."id" = $1);

-- by a query, softly
UPDATE "orders" AS t0
SET "deleted_at" = $1, "version" = t0."version" + $2
WHERE (t0."id" = $3)
  AND t0."deleted_at" IS NULL;

-- by a query, for good
DELETE FROM "order_tags" AS t0
WHERE (t0."weight" < $1);

-- by a query, for good whatever the model says
DELETE FROM "employees" AS t0
WHERE (t0."name" = $1);

-- only rows that are deleted already, for good
DELETE FROM "employees" AS t0
WHERE (t0."name" = $1)
  AND t0."left_at" IS NOT NULL;

-- over a join, up to a limit
DELETE FROM "order_items" AS t0
WHERE (t0."id") IN (
    SELECT t1."id"
    FROM "order_items" AS t1
    JOIN "orders" AS t2 ON t2."id" = t1."order_id"
    WHERE (t2."number" = $1)
    LIMIT $2
    FOR UPDATE OF t1
);

-- a composite key over a join
DELETE FROM "order_tags" AS t0
WHERE (t0."order_id", t0."tag_id") IN (
    SELECT t1."order_id", t1."tag_id"
    FROM "order_tags" AS t1
    JOIN "tags" AS t2 ON t2."id" = t1."tag_id"
    WHERE (t2."name" = $1)
    FOR UPDATE OF t1
);

-- deleted rows are hidden
SELECT COUNT(*)
FROM "employees" AS t0
WHERE t0."left_at" IS NULL;

-- with deleted rows
SELECT COUNT(*)
FROM "employees" AS t0;

-- only deleted rows
SELECT COUNT(*)
FROM "employees" AS t0
WHERE t0."left_at" IS NOT NULL;

-- restored
UPDATE "employees" AS t0
SET "left_at" = $1
WHERE (t0."name" = $2)
  AND t0."left_at" IS NOT NULL;
