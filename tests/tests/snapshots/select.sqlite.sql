-- the whole model
SELECT t0."id", t0."name"
FROM "tags" AS t0;

-- one column
SELECT t0."number"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;

-- values
SELECT t0."id", decimal_mul(t0."total", ?), t1."name", coalesce(t0."total" COLLATE decimal > ?, ?)
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
WHERE t0."deleted_at" IS NULL;

-- the model beside others
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at", t2."code", t2."name", (
    SELECT COUNT(*)
    FROM "tags" AS t3
    WHERE (t3."id") IN (
        SELECT t4."tag_id"
        FROM "order_tags" AS t4
        WHERE t4."order_id" = t0."id"
    )
)
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
LEFT JOIN "countries" AS t2 ON t2."code" = t1."country_code"
WHERE t0."deleted_at" IS NULL;

-- a projection
SELECT t0."number", t2."name", (
    SELECT COUNT(*)
    FROM "order_items" AS t3
    WHERE t3."order_id" = t0."id"
)
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
LEFT JOIN "countries" AS t2 ON t2."code" = t1."country_code"
WHERE t0."deleted_at" IS NULL;

-- distinct
SELECT DISTINCT t0."status"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;

-- a required path, named twice
SELECT t0."id", t0."tenant_id", t0."customer_id", t0."approved_by", t0."number", t0."status",
    t0."total", t0."meta", t0."placed_at", t0."version", t0."deleted_at"
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
WHERE ((t1."name" = ?) OR (t1."email" = ?))
  AND t0."deleted_at" IS NULL
ORDER BY t1."name" DESC;

-- an optional path, to a model with a soft delete
SELECT t0."id"
FROM "orders" AS t0
LEFT JOIN "employees" AS t1 ON t1."id" = t0."approved_by"
  AND t1."left_at" IS NULL
WHERE (t1."name" = ?)
  AND t0."deleted_at" IS NULL;

-- the same with deleted rows
SELECT t0."id"
FROM "orders" AS t0
LEFT JOIN "employees" AS t1 ON t1."id" = t0."approved_by"
WHERE (t1."name" = ?);

-- required after optional: both are LEFT
SELECT t0."id"
FROM "customers" AS t0
LEFT JOIN "profiles" AS t1 ON t1."customer_id" = t0."id"
LEFT JOIN "customers" AS t2 ON t2."id" = t1."customer_id"
WHERE (t2."name" = ?);

-- a chain, an optional hop at its end
SELECT t0."id", t1."sku"
FROM "order_items" AS t0
JOIN "products" AS t1 ON t1."id" = t0."product_id"
JOIN "orders" AS t2 ON t2."id" = t0."order_id"
JOIN "customers" AS t3 ON t3."id" = t2."customer_id"
LEFT JOIN "countries" AS t4 ON t4."code" = t3."country_code"
WHERE (t4."name" = ?);

-- one to one, from the side without the key
SELECT t0."id"
FROM "customers" AS t0
LEFT JOIN "profiles" AS t1 ON t1."customer_id" = t0."id"
WHERE (t1."motto" = ?);

-- a table joined to itself
SELECT t0."id"
FROM "employees" AS t0
LEFT JOIN "employees" AS t1 ON t1."id" = t0."manager_id"
  AND t1."left_at" IS NULL
LEFT JOIN "employees" AS t2 ON t2."id" = t1."manager_id"
  AND t2."left_at" IS NULL
WHERE (t2."name" = ?)
  AND t0."left_at" IS NULL;

-- a composite key
SELECT t0."id"
FROM "parcels" AS t0
JOIN "shipments" AS t1 ON t1."warehouse" = t0."warehouse"
  AND t1."number" = t0."number"
WHERE (t1."weight" > ?);

-- limit and offset
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."total" COLLATE decimal > ?)
  AND t0."deleted_at" IS NULL
ORDER BY t0."number"
LIMIT ?
OFFSET ?;

-- offset alone
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."total" COLLATE decimal > ?)
  AND t0."deleted_at" IS NULL
ORDER BY t0."number"
LIMIT -1
OFFSET ?;

-- orders
SELECT t0."id"
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
LEFT JOIN "countries" AS t2 ON t2."code" = t1."country_code"
WHERE t0."deleted_at" IS NULL
ORDER BY t0."approved_by" NULLS LAST, t0."approved_by" DESC NULLS FIRST,
    t0."total" COLLATE decimal DESC, t2."name" NULLS FIRST, t0."deleted_at" DESC NULLS LAST,
    decimal_abs(t0."total") COLLATE decimal;

-- count
SELECT COUNT(*)
FROM "orders" AS t0
WHERE (t0."total" COLLATE decimal > ?)
  AND t0."deleted_at" IS NULL;

-- count of a limited query
SELECT COUNT(*)
FROM (
    SELECT 1
    FROM "orders" AS t0
    WHERE (t0."total" COLLATE decimal > ?)
      AND t0."deleted_at" IS NULL
    ORDER BY t0."number"
    LIMIT ?
) AS counted;

-- count of distinct values
SELECT COUNT(*)
FROM (
    SELECT DISTINCT t0."customer_id"
    FROM "orders" AS t0
    WHERE (t0."total" COLLATE decimal > ?)
      AND t0."deleted_at" IS NULL
) AS counted;

-- count over a join
SELECT COUNT(*)
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
WHERE (t1."name" = ?)
  AND t0."deleted_at" IS NULL;

-- exists
SELECT EXISTS (
    SELECT 1
    FROM "orders" AS t0
    WHERE (t0."total" COLLATE decimal > ?)
      AND t0."deleted_at" IS NULL
);

-- exists of distinct values
SELECT EXISTS (
    SELECT 1
    FROM "orders" AS t0
    WHERE (t0."total" COLLATE decimal > ?)
      AND t0."deleted_at" IS NULL
);

-- exists of distinct values after some
SELECT EXISTS (
    SELECT 1
    FROM (
        SELECT DISTINCT t0."customer_id"
        FROM "orders" AS t0
        WHERE t0."deleted_at" IS NULL
        LIMIT -1
        OFFSET ?
    ) AS found
);
SELECT EXISTS (
    SELECT 1
    FROM (
        SELECT DISTINCT t0."customer_id"
        FROM "orders" AS t0
        WHERE t0."deleted_at" IS NULL
        LIMIT -1
        OFFSET ?
    ) AS found
);

-- exists in a limited query
SELECT EXISTS (
    SELECT 1
    FROM "orders" AS t0
    WHERE (t0."total" COLLATE decimal > ?)
      AND t0."deleted_at" IS NULL
    ORDER BY t0."number"
    LIMIT -1
    OFFSET ?
);

-- first
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."total" COLLATE decimal > ?)
  AND t0."deleted_at" IS NULL
ORDER BY t0."number"
LIMIT ?;

-- optional
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."total" COLLATE decimal > ?)
  AND t0."deleted_at" IS NULL
ORDER BY t0."number"
LIMIT ?;

-- explain
EXPLAIN QUERY PLAN
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."total" COLLATE decimal > ?)
  AND t0."deleted_at" IS NULL
ORDER BY t0."number";

-- by a key
SELECT t0."id", t0."name"
FROM "tags" AS t0
WHERE (t0."id" = ?);

-- by a composite key
SELECT t0."warehouse", t0."number", t0."weight"
FROM "shipments" AS t0
WHERE (t0."warehouse" = ?)
  AND (t0."number" = ?);

-- a stream
SELECT t0."id", t0."name"
FROM "tags" AS t0
WHERE (t0."name" = ?);

-- in a transaction that reads
BEGIN DEFERRED;
SELECT COUNT(*)
FROM "orders" AS t0
WHERE (t0."total" COLLATE decimal > ?)
  AND t0."deleted_at" IS NULL;
COMMIT;

-- the first page
SELECT t0."id", t0."price", t0."price", t0."sku", t0."id"
FROM "products" AS t0
ORDER BY t0."price" COLLATE decimal DESC, t0."sku", t0."id"
LIMIT ?;

-- the next page
SELECT t0."id", t0."price", t0."price", t0."sku", t0."id"
FROM "products" AS t0
ORDER BY t0."price" COLLATE decimal DESC, t0."sku", t0."id"
LIMIT ?;
SELECT t0."id", t0."price", t0."price", t0."sku", t0."id"
FROM "products" AS t0
WHERE ((t0."price" COLLATE decimal <= ?) AND (((t0."price" COLLATE decimal < ?)) OR ((t0."price" COLLATE decimal = ?) AND (t0."sku" > ?)) OR ((t0."price" COLLATE decimal = ?) AND (t0."sku" = ?) AND (t0."id" > ?))))
ORDER BY t0."price" COLLATE decimal DESC, t0."sku", t0."id"
LIMIT ?;

-- pages over a column that may be NULL
SELECT t0."id", t0."country_code", t0."id"
FROM "customers" AS t0
ORDER BY t0."country_code" NULLS FIRST, t0."id"
LIMIT ?;
SELECT t0."id", t0."country_code", t0."id"
FROM "customers" AS t0
WHERE (((t0."country_code" IS NOT NULL)) OR ((t0."country_code" IS NULL) AND (t0."id" > ?)))
ORDER BY t0."country_code" NULLS FIRST, t0."id"
LIMIT ?;
SELECT t0."id", t0."country_code", t0."id"
FROM "customers" AS t0
WHERE (((t0."country_code" > ?)) OR ((t0."country_code" = ?) AND (t0."id" > ?)))
ORDER BY t0."country_code" NULLS FIRST, t0."id"
LIMIT ?;
