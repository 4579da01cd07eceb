-- to-one, joined
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at", t1."id", t1."name",
    t1."email", t1."country_code", t2."code", t2."name"
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
LEFT JOIN "countries" AS t2 ON t2."code" = t1."country_code"
WHERE t0."deleted_at" IS NULL;

-- beside a filter and an order over the same path
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at", t1."id", t1."name",
    t1."email", t1."country_code", t2."code", t2."name", t3."id", t3."name", t3."manager_id",
    t3."left_at"
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
LEFT JOIN "countries" AS t2 ON t2."code" = t1."country_code"
LEFT JOIN "employees" AS t3 ON t3."id" = t0."approved_by"
  AND t3."left_at" IS NULL
WHERE (t2."name" <> ?)
  AND t0."deleted_at" IS NULL
ORDER BY t3."name" NULLS LAST;

-- to-one, fetched
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;
SELECT t0."id", t0."name", t0."email", t0."country_code"
FROM "customers" AS t0
WHERE t0."id" IN (
    SELECT value
    FROM json_each(?)
);
SELECT t0."id", t0."name", t0."manager_id", t0."left_at"
FROM "employees" AS t0
WHERE t0."id" IN (
    SELECT value
    FROM json_each(?)
)
  AND t0."left_at" IS NULL;

-- a row that may be deleted is required
SELECT t0."id", t0."order_id", t0."product_id", t0."qty", t0."doubled"
FROM "order_items" AS t0;
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE t0."id" IN (
    SELECT value
    FROM json_each(?)
);

-- the other side of a one-to-one
SELECT t0."id", t0."name", t0."email", t0."country_code", t1."id", t1."customer_id", t1."motto"
FROM "customers" AS t0
LEFT JOIN "profiles" AS t1 ON t1."customer_id" = t0."id";

-- the same, fetched
SELECT t0."id", t0."name", t0."email", t0."country_code"
FROM "customers" AS t0;
SELECT t0."id", t0."customer_id", t0."motto"
FROM "profiles" AS t0
WHERE t0."customer_id" IN (
    SELECT value
    FROM json_each(?)
);

-- by keys of several columns, and by one that is no key
SELECT t0."id", t0."warehouse", t0."number", t0."sku"
FROM "parcels" AS t0;
SELECT k."key" + 1, t0."id", t0."sku", t0."price", t0."stock", t0."changed_at"
FROM json_each(?) AS k
CROSS JOIN "products" AS t0 ON t0."sku" = k."value";
SELECT k."key" + 1, t0."warehouse", t0."number", t0."weight"
FROM json_each(?) AS k
CROSS JOIN "shipments" AS t0 ON t0."warehouse" = json_extract(k."value",
    '$[0]')
  AND t0."number" = json_extract(k."value", '$[1]');

-- to-many
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;
SELECT t0."id", t0."order_id", t0."product_id", t0."qty", t0."doubled"
FROM "order_items" AS t0
WHERE t0."order_id" IN (
    SELECT value
    FROM json_each(?)
);

-- filtered, ordered, and joined
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;
SELECT t0."id", t0."order_id", t0."product_id", t0."qty", t0."doubled", t1."id", t1."sku",
    t1."price", t1."stock", t1."changed_at"
FROM "order_items" AS t0
JOIN "products" AS t1 ON t1."id" = t0."product_id"
WHERE t0."order_id" IN (
    SELECT value
    FROM json_each(?)
)
  AND ((t0."qty" < ?) AND (t1."sku" <> ?))
ORDER BY t1."price" COLLATE decimal DESC, t0."id";

-- some of each parent
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;
SELECT *
FROM (
    SELECT k."key" + 1 AS "orm_key", row_number() OVER (PARTITION BY k."key" ORDER BY t0."qty" DESC) AS "orm_number",
        t0."id", t0."order_id", t0."product_id", t0."qty", t0."doubled", t1."id", t1."sku",
        t1."price", t1."stock", t1."changed_at"
    FROM json_each(?) AS k
    CROSS JOIN "order_items" AS t0 ON t0."order_id" = k."value"
    JOIN "products" AS t1 ON t1."id" = t0."product_id"
)
WHERE "orm_number" > ?
  AND "orm_number" <= ?
ORDER BY 1, 2;

-- all but some
SELECT t0."id", t0."name", t0."email", t0."country_code"
FROM "customers" AS t0;
SELECT *
FROM (
    SELECT k."key" + 1 AS "orm_key", row_number() OVER (PARTITION BY k."key") AS "orm_number",
        t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
        t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
    FROM json_each(?) AS k
    CROSS JOIN "orders" AS t0 ON t0."customer_id" = k."value"
    WHERE t0."deleted_at" IS NULL
)
WHERE "orm_number" > ?
ORDER BY 1, 2;

-- values
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;
SELECT t0."order_id", t0."qty", t1."sku"
FROM "order_items" AS t0
JOIN "products" AS t1 ON t1."id" = t0."product_id"
WHERE t0."order_id" IN (
    SELECT value
    FROM json_each(?)
);

-- with deleted rows
SELECT t0."id", t0."name", t0."manager_id", t0."left_at"
FROM "employees" AS t0
WHERE t0."left_at" IS NULL;
SELECT t0."id", t0."name", t0."manager_id", t0."left_at"
FROM "employees" AS t0
WHERE t0."manager_id" IN (
    SELECT value
    FROM json_each(?)
);

-- by a key of several columns
SELECT t0."warehouse", t0."number", t0."weight"
FROM "shipments" AS t0;
SELECT *
FROM (
    SELECT k."key" + 1 AS "orm_key", row_number() OVER (PARTITION BY k."key") AS "orm_number",
        t0."id", t0."warehouse", t0."number", t0."sku"
    FROM json_each(?) AS k
    CROSS JOIN "parcels" AS t0 ON t0."warehouse" = json_extract(k."value",
        '$[0]')
      AND t0."number" = json_extract(k."value", '$[1]')
)
WHERE "orm_number" > ?
  AND "orm_number" <= ?
ORDER BY 1, 2;

-- level by level
SELECT t0."code", t0."name"
FROM "countries" AS t0;
SELECT k."key" + 1, t0."id", t0."name", t0."email", t0."country_code"
FROM json_each(?) AS k
CROSS JOIN "customers" AS t0 ON t0."country_code" = k."value";
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at", t1."id", t1."name",
    t1."manager_id", t1."left_at"
FROM "orders" AS t0
LEFT JOIN "employees" AS t1 ON t1."id" = t0."approved_by"
  AND t1."left_at" IS NULL
WHERE t0."customer_id" IN (
    SELECT value
    FROM json_each(?)
)
  AND t0."deleted_at" IS NULL;
SELECT t0."id", t0."order_id", t0."product_id", t0."qty", t0."doubled"
FROM "order_items" AS t0
WHERE t0."order_id" IN (
    SELECT value
    FROM json_each(?)
);

-- many-to-many
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;
SELECT t1."order_id", t0."id", t0."name"
FROM "order_tags" AS t1
CROSS JOIN "tags" AS t0 ON t0."id" = t1."tag_id"
WHERE t1."order_id" IN (
    SELECT value
    FROM json_each(?)
);

-- with the row between
SELECT t0."id", t0."name"
FROM "tags" AS t0;
SELECT t1."tag_id", t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number",
    t0."status", t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at", t2."id",
    t2."name", t2."email", t2."country_code", t1."order_id", t1."tag_id", t1."weight"
FROM "order_tags" AS t1
CROSS JOIN "orders" AS t0 ON t0."id" = t1."order_id"
JOIN "customers" AS t2 ON t2."id" = t0."customer_id"
WHERE t1."tag_id" IN (
    SELECT value
    FROM json_each(?)
)
  AND (t1."weight" < ?)
  AND t0."deleted_at" IS NULL
ORDER BY t1."weight" DESC;

-- some of each parent, with the row between
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;
SELECT *
FROM (
    SELECT k."key" + 1 AS "orm_key", row_number() OVER (PARTITION BY k."key" ORDER BY t1."weight" DESC) AS "orm_number",
        t0."id", t0."name", t1."order_id", t1."tag_id", t1."weight"
    FROM json_each(?) AS k
    CROSS JOIN "order_tags" AS t1 ON t1."order_id" = k."value"
    CROSS JOIN "tags" AS t0 ON t0."id" = t1."tag_id"
    WHERE (t0."name" <> ?)
)
WHERE "orm_number" > ?
  AND "orm_number" <= ?
ORDER BY 1, 2;

-- a condition over the row between
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "tags" AS t1
    WHERE (t1."id") IN (
        SELECT t2."tag_id"
        FROM "order_tags" AS t2
        WHERE t2."order_id" = t0."id"
          AND (t2."weight" < ?)
    )
      AND (t1."name" <> ?)
)
  AND t0."deleted_at" IS NULL;

-- a page
SELECT t0."id", t0."name", t0."email", t0."country_code", t1."code", t1."name", t0."id"
FROM "customers" AS t0
LEFT JOIN "countries" AS t1 ON t1."code" = t0."country_code"
ORDER BY t0."id"
LIMIT ?;
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
WHERE t0."customer_id" IN (
    SELECT value
    FROM json_each(?)
)
  AND t0."deleted_at" IS NULL;

-- onto rows
SELECT t0."id", t0."name", t0."email", t0."country_code"
FROM "customers" AS t0;
SELECT k."key" + 1, t0."code", t0."name"
FROM json_each(?) AS k
CROSS JOIN "countries" AS t0 ON t0."code" = k."value";
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at", t1."id", t1."name",
    t1."manager_id", t1."left_at"
FROM "orders" AS t0
LEFT JOIN "employees" AS t1 ON t1."id" = t0."approved_by"
  AND t1."left_at" IS NULL
WHERE t0."customer_id" IN (
    SELECT value
    FROM json_each(?)
)
  AND t0."deleted_at" IS NULL;

-- under a lock
BEGIN IMMEDIATE;
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at", t1."id", t1."name",
    t1."email", t1."country_code", t2."id", t2."name", t2."manager_id", t2."left_at"
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
LEFT JOIN "employees" AS t2 ON t2."id" = t0."approved_by"
  AND t2."left_at" IS NULL
WHERE t0."deleted_at" IS NULL;
SELECT t0."id", t0."order_id", t0."product_id", t0."qty", t0."doubled"
FROM "order_items" AS t0
WHERE t0."order_id" IN (
    SELECT value
    FROM json_each(?)
);
COMMIT;
