-- any
SELECT t0."id"
FROM "orders" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "order_items" AS t1
    WHERE t1."order_id" = t0."id"
      AND (t1."qty" > $1)
)
  AND t0."deleted_at" IS NULL;

-- all
SELECT t0."id"
FROM "orders" AS t0
WHERE (NOT EXISTS (
    SELECT 1
    FROM "order_items" AS t1
    WHERE t1."order_id" = t0."id"
      AND (NOT coalesce(t1."qty" > $1, $2))
))
  AND t0."deleted_at" IS NULL;

-- none
SELECT t0."id"
FROM "orders" AS t0
WHERE (NOT EXISTS (
    SELECT 1
    FROM "order_items" AS t1
    WHERE t1."order_id" = t0."id"
      AND (t1."qty" > $1)
))
  AND t0."deleted_at" IS NULL;

-- present and absent
SELECT t0."id"
FROM "orders" AS t0
WHERE (EXISTS (
    SELECT 1
    FROM "order_items" AS t1
    WHERE t1."order_id" = t0."id"
) OR (NOT EXISTS (
    SELECT 1
    FROM "order_items" AS t2
    WHERE t2."order_id" = t0."id"
)))
  AND t0."deleted_at" IS NULL;

-- filtered
SELECT t0."id"
FROM "orders" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "order_items" AS t1
    WHERE t1."order_id" = t0."id"
      AND (t1."qty" > $1)
)
  AND t0."deleted_at" IS NULL;

-- any, over a path
SELECT t0."id"
FROM "orders" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "order_items" AS t1
    JOIN "products" AS t2 ON t2."id" = t1."product_id"
    WHERE t1."order_id" = t0."id"
      AND (t2."price" > $1)
)
  AND t0."deleted_at" IS NULL;

-- behind a path
SELECT t0."id"
FROM "order_items" AS t0
JOIN "orders" AS t1 ON t1."id" = t0."order_id"
JOIN "customers" AS t2 ON t2."id" = t1."customer_id"
WHERE EXISTS (
    SELECT 1
    FROM "orders" AS t3
    WHERE t3."customer_id" = t2."id"
      AND (t3."number" = $1)
      AND t3."deleted_at" IS NULL
);

-- any in any
SELECT t0."id"
FROM "customers" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "orders" AS t1
    WHERE t1."customer_id" = t0."id"
      AND EXISTS (
        SELECT 1
        FROM "order_items" AS t2
        WHERE t2."order_id" = t1."id"
          AND (t2."qty" > $1)
    )
      AND t1."deleted_at" IS NULL
);

-- any of a many-to-many
SELECT t0."id"
FROM "orders" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "tags" AS t1
    WHERE (t1."id") IN (
        SELECT t2."tag_id"
        FROM "order_tags" AS t2
        WHERE t2."order_id" = t0."id"
    )
      AND (t1."name" = $1)
)
  AND t0."deleted_at" IS NULL;

-- none of a many-to-many
SELECT t0."id"
FROM "tags" AS t0
WHERE (NOT EXISTS (
    SELECT 1
    FROM "orders" AS t1
    WHERE (t1."id") IN (
        SELECT t2."order_id"
        FROM "order_tags" AS t2
        WHERE t2."tag_id" = t0."id"
    )
      AND (t1."number" = $1)
      AND t1."deleted_at" IS NULL
));

-- of a table itself
SELECT t0."id"
FROM "employees" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "employees" AS t1
    WHERE t1."manager_id" = t0."id"
      AND (t1."name" = $1)
      AND t1."left_at" IS NULL
)
  AND t0."left_at" IS NULL;

-- with deleted rows
SELECT t0."id"
FROM "employees" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "employees" AS t1
    WHERE t1."manager_id" = t0."id"
      AND (t1."name" = $1)
)
  AND t0."left_at" IS NULL;

-- by a composite key
SELECT t0."weight"
FROM "shipments" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "parcels" AS t1
    LEFT JOIN "products" AS t2 ON t2."sku" = t1."sku"
    WHERE t1."warehouse" = t0."warehouse"
      AND t1."number" = t0."number"
      AND (t2."price" > $1)
);

-- counts and sums beside the row
SELECT t0."id", (
    SELECT COUNT(*)
    FROM "order_items" AS t1
    WHERE t1."order_id" = t0."id"
), (
    SELECT CAST(SUM(t2."qty") AS integer)
    FROM "order_items" AS t2
    WHERE t2."order_id" = t0."id"
      AND (t2."qty" > $1)
), (
    SELECT MIN(t4."price")
    FROM "order_items" AS t3
    JOIN "products" AS t4 ON t4."id" = t3."product_id"
    WHERE t3."order_id" = t0."id"
), (
    SELECT MAX((t5."qty" * $2))
    FROM "order_items" AS t5
    WHERE t5."order_id" = t0."id"
), (
    SELECT CAST(SUM(t7."price") AS numeric)
    FROM "order_items" AS t6
    JOIN "products" AS t7 ON t7."id" = t6."product_id"
    WHERE t6."order_id" = t0."id"
)
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;

-- a count is compared
SELECT t0."id"
FROM "orders" AS t0
WHERE ((
    SELECT COUNT(*)
    FROM "tags" AS t1
    WHERE (t1."id") IN (
        SELECT t2."tag_id"
        FROM "order_tags" AS t2
        WHERE t2."order_id" = t0."id"
    )
) >= $1)
  AND t0."deleted_at" IS NULL;

-- a count is an order
SELECT t0."id"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL
ORDER BY (
    SELECT COUNT(*)
    FROM "order_items" AS t1
    WHERE t1."order_id" = t0."id"
) DESC;

-- exists, tied by hand
SELECT t0."id"
FROM "customers" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "orders" AS t1
    WHERE ((t1."customer_id" = t0."id") AND (t1."total" > $1))
      AND t1."deleted_at" IS NULL
);

-- count, tied by hand
SELECT t0."id"
FROM "customers" AS t0
WHERE ((
    SELECT COUNT(*)
    FROM "orders" AS t1
    JOIN "customers" AS t2 ON t2."id" = t1."customer_id"
    WHERE (t2."email" = t0."email")
      AND t1."deleted_at" IS NULL
) > $1);

-- outer over a path
SELECT t0."id"
FROM "orders" AS t0
JOIN "customers" AS t1 ON t1."id" = t0."customer_id"
LEFT JOIN "countries" AS t2 ON t2."code" = t1."country_code"
WHERE EXISTS (
    SELECT 1
    FROM "order_items" AS t3
    JOIN "products" AS t4 ON t4."id" = t3."product_id"
    WHERE t3."order_id" = t0."id"
      AND (t4."sku" = t2."name")
)
  AND t0."deleted_at" IS NULL;

-- outer of outer
SELECT t0."id"
FROM "customers" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "orders" AS t1
    WHERE t1."customer_id" = t0."id"
      AND EXISTS (
        SELECT 1
        FROM "order_items" AS t2
        WHERE t2."order_id" = t1."id"
          AND ((t2."qty" = t1."version") AND (t2."product_id" = t0."id"))
    )
      AND t1."deleted_at" IS NULL
);
