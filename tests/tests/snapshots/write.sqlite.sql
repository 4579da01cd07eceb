-- one
INSERT INTO "orders" AS t0 ("tenant_id", "customer_id", "approved_by", "number", "status", "total",
    "placed_at", "version")
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
RETURNING "id", "tenant_id", "customer_id", "approved_by", "number", "status", "total", "meta",
    "placed_at", "version", "deleted_at";

-- one with a default left out
INSERT INTO "products" AS t0 ("sku", "price", "changed_at")
VALUES (?, ?, ?)
RETURNING "id", "sku", "price", "stock", "changed_at";

-- one with a default given
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
VALUES (?, ?, ?, ?)
RETURNING "id", "sku", "price", "stock", "changed_at";

-- one with a key made by the library
INSERT INTO "sessions" AS t0 ("id", "visits")
VALUES (?, ?)
RETURNING "id", "visits";

-- one of nothing
INSERT INTO "tickets" AS t0
DEFAULT VALUES
RETURNING "id";

-- many
INSERT INTO "orders" AS t0 ("tenant_id", "customer_id", "approved_by", "number", "status", "total",
    "meta", "placed_at", "version")
VALUES (?, ?, ?, ?, ?, ?, CASE WHEN ? THEN ? ELSE '{}' END, ?, ?);

-- many, returned
INSERT INTO "tags" AS t0 ("name")
VALUES (?)
RETURNING "id", "name";

-- many with a default left out
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
VALUES (?, ?, CASE WHEN ? THEN ? ELSE 0 END, ?);

-- many with a default left out by some
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
VALUES (?, ?, CASE WHEN ? THEN ? ELSE 0 END, ?);

-- many of nothing
INSERT INTO "tickets" AS t0
DEFAULT VALUES;

-- none: no statement

-- upsert
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
VALUES (?, ?, CASE WHEN ? THEN ? ELSE 0 END, ?)
ON CONFLICT ("sku") DO UPDATE
SET "price" = excluded."price", "stock" = t0."stock" + ?, "changed_at" = ?;

-- upsert with a condition, returned
INSERT INTO "products" AS t0 ("sku", "price", "stock", "changed_at")
VALUES (?, ?, CASE WHEN ? THEN ? ELSE 0 END, ?)
ON CONFLICT ("sku") DO UPDATE
SET "price" = decimal_add(t0."price", excluded."price"), "changed_at" = ?
WHERE (t0."stock" < ?)
RETURNING "id", "sku", "price", "stock", "changed_at";

-- upsert by a composite key
INSERT INTO "order_tags" AS t0 ("order_id", "tag_id", "weight")
VALUES (?, ?, CASE WHEN ? THEN ? ELSE 1 END)
ON CONFLICT ("order_id", "tag_id") DO UPDATE
SET "weight" = excluded."weight";

-- upsert with a version
INSERT INTO "orders" AS t0 ("tenant_id", "customer_id", "approved_by", "number", "status", "total",
    "meta", "placed_at", "version")
VALUES (?, ?, ?, ?, ?, ?, CASE WHEN ? THEN ? ELSE '{}' END, ?, ?)
ON CONFLICT ("number") DO UPDATE
SET "total" = excluded."total", "version" = t0."version" + ?
RETURNING "id", "tenant_id", "customer_id", "approved_by", "number", "status", "total", "meta",
    "placed_at", "version", "deleted_at";

-- nothing on one conflict
INSERT INTO "tags" AS t0 ("name")
VALUES (?)
ON CONFLICT ("name") DO NOTHING;

-- nothing on any conflict
INSERT INTO "tags" AS t0 ("name")
VALUES (?)
ON CONFLICT DO NOTHING;

-- a patch, with a version
UPDATE "orders" AS t0
SET "number" = ?, "version" = t0."version" + ?
WHERE (t0."id" = ?)
  AND (t0."version" = ?)
  AND t0."deleted_at" IS NULL
RETURNING "id", "tenant_id", "customer_id", "approved_by", "number", "status", "total", "meta",
    "placed_at", "version", "deleted_at";

-- a patch, with a time of update
UPDATE "products" AS t0
SET "stock" = ?, "changed_at" = ?
WHERE (t0."id" = ?)
RETURNING "id", "sku", "price", "stock", "changed_at";

-- a patch to NULL
UPDATE "customers" AS t0
SET "email" = ?
WHERE (t0."id" = ?)
RETURNING "id", "name", "email", "country_code";

-- an empty patch: no statement

-- a patch by a composite key
UPDATE "order_tags" AS t0
SET "weight" = ?
WHERE (t0."order_id" = ?)
  AND (t0."tag_id" = ?)
RETURNING "order_id", "tag_id", "weight";

-- by a query
UPDATE "orders" AS t0
SET "status" = ?, "total" = decimal_mul(t0."total", ?), "version" = t0."version" + ?
WHERE (t0."number" <> ?)
  AND t0."deleted_at" IS NULL;

-- by a query, returned
UPDATE "orders" AS t0
SET "approved_by" = ?, "version" = t0."version" + ?
WHERE (t0."number" <> ?)
  AND t0."deleted_at" IS NULL
RETURNING "id", "tenant_id", "customer_id", "approved_by", "number", "status", "total", "meta",
    "placed_at", "version", "deleted_at";

-- over a join
UPDATE "orders" AS t0
SET "total" = ?, "version" = t0."version" + ?
WHERE (t0."id") IN (
    SELECT t1."id"
    FROM "orders" AS t1
    JOIN "customers" AS t2 ON t2."id" = t1."customer_id"
    LEFT JOIN "countries" AS t3 ON t3."code" = t2."country_code"
    WHERE (t3."name" = ?)
      AND t1."deleted_at" IS NULL
);

-- up to a limit
UPDATE "orders" AS t0
SET "total" = ?, "version" = t0."version" + ?
WHERE (t0."id") IN (
    SELECT t1."id"
    FROM "orders" AS t1
    WHERE (t1."number" <> ?)
      AND t1."deleted_at" IS NULL
    ORDER BY t1."total" COLLATE decimal DESC
    LIMIT ?
);

-- to a case
UPDATE "products" AS t0
SET "stock" = CASE WHEN t0."stock" > ? THEN ? ELSE t0."stock" END, "changed_at" = ?
WHERE (t0."stock" < ?);

-- by a to-many relation
UPDATE "orders" AS t0
SET "status" = ?, "version" = t0."version" + ?
WHERE EXISTS (
    SELECT 1
    FROM "order_items" AS t1
    WHERE t1."order_id" = t0."id"
      AND (t1."qty" > ?)
)
  AND t0."deleted_at" IS NULL;

-- a composite key up to a limit
UPDATE "order_tags" AS t0
SET "weight" = ?
WHERE (t0."order_id", t0."tag_id") IN (
    SELECT t1."order_id", t1."tag_id"
    FROM "order_tags" AS t1
    LIMIT ?
);

-- a row, softly
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE (t0."id" = ?);
UPDATE "orders" AS t0
SET "deleted_at" = ?, "version" = t0."version" + ?
WHERE (t0."id" = ?)
  AND (t0."version" = ?)
  AND t0."deleted_at" IS NULL;

-- a row, for good
SELECT t0."id", t0."name"
FROM "tags" AS t0
WHERE (t0."name" = ?)
LIMIT ?;
DELETE FROM "tags" AS t0
WHERE (t0."id" = ?);

-- by a query, softly
UPDATE "orders" AS t0
SET "deleted_at" = ?, "version" = t0."version" + ?
WHERE (t0."id" = ?)
  AND t0."deleted_at" IS NULL;

-- by a query, for good
DELETE FROM "order_tags" AS t0
WHERE (t0."weight" < ?);

-- by a query, for good whatever the model says
DELETE FROM "employees" AS t0
WHERE (t0."name" = ?);

-- only rows that are deleted already, for good
DELETE FROM "employees" AS t0
WHERE (t0."name" = ?)
  AND t0."left_at" IS NOT NULL;

-- over a join, up to a limit
DELETE FROM "order_items" AS t0
WHERE (t0."id") IN (
    SELECT t1."id"
    FROM "order_items" AS t1
    JOIN "orders" AS t2 ON t2."id" = t1."order_id"
    WHERE (t2."number" = ?)
    LIMIT ?
);

-- a composite key over a join
DELETE FROM "order_tags" AS t0
WHERE (t0."order_id", t0."tag_id") IN (
    SELECT t1."order_id", t1."tag_id"
    FROM "order_tags" AS t1
    JOIN "tags" AS t2 ON t2."id" = t1."tag_id"
    WHERE (t2."name" = ?)
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
SET "left_at" = ?
WHERE (t0."name" = ?)
  AND t0."left_at" IS NOT NULL;
