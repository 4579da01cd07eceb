-- eq
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."number" = $1)
  AND t0."deleted_at" IS NULL;

-- ne
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."number" <> $1)
  AND t0."deleted_at" IS NULL;

-- lt, le, gt, ge
SELECT t0."id"
FROM "orders" AS t0
WHERE (((t0."id" < $1) AND (t0."id" <= $2)) OR ((t0."id" > $3) AND (t0."id" >= $4)))
  AND t0."deleted_at" IS NULL;

-- two columns
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."customer_id" = t0."approved_by")
  AND t0."deleted_at" IS NULL;

-- between
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."id" BETWEEN $1 AND t0."customer_id")
  AND t0."deleted_at" IS NULL;

-- null
SELECT t0."id"
FROM "orders" AS t0
WHERE ((t0."approved_by" IS NULL) OR (t0."deleted_at" IS NOT NULL))
  AND t0."deleted_at" IS NULL;

-- distinct
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."approved_by" IS DISTINCT FROM $1)
  AND t0."deleted_at" IS NULL;

-- not distinct from NULL
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."approved_by" IS NOT DISTINCT FROM $1)
  AND t0."deleted_at" IS NULL;

-- decimals
SELECT t0."id"
FROM "orders" AS t0
WHERE ((t0."total" >= $1) AND (t0."total" BETWEEN $2 AND $3))
  AND t0."deleted_at" IS NULL;

-- an enum
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."status" = $1)
  AND t0."deleted_at" IS NULL;

-- a newtype
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."tenant_id" = $1)
  AND t0."deleted_at" IS NULL;

-- and binds before or
SELECT t0."id"
FROM "orders" AS t0
WHERE (((t0."id" = $1) AND (t0."id" = $2)) OR ((t0."id" = $3) AND (t0."id" = $4)))
  AND t0."deleted_at" IS NULL;

-- brackets are kept
SELECT t0."id"
FROM "orders" AS t0
WHERE (((t0."id" = $1) OR (t0."id" = $2)) AND (NOT ((t0."id" = $3) OR (t0."id" = $4))))
  AND t0."deleted_at" IS NULL;

-- not of not
SELECT t0."id"
FROM "orders" AS t0
WHERE (NOT (NOT (t0."id" = $1)))
  AND t0."deleted_at" IS NULL;

-- always and never
SELECT t0."id"
FROM "orders" AS t0
WHERE ((NOT FALSE))
  AND t0."deleted_at" IS NULL;

-- all and any of a list
SELECT t0."id"
FROM "orders" AS t0
WHERE (((t0."id" = $1) AND (t0."id" = $2)) OR (t0."id" = $3) OR (t0."id" = $4))
  AND t0."deleted_at" IS NULL;

-- an option
SELECT t0."id"
FROM "orders" AS t0
WHERE t0."deleted_at" IS NULL;

-- two filters
SELECT t0."id"
FROM "orders" AS t0
WHERE ((t0."id" = $1) OR (t0."id" = $2))
  AND (t0."number" = $3)
  AND t0."deleted_at" IS NULL;

-- truth values
SELECT t0."id"
FROM "everything" AS t0
WHERE (t0."truth" AND (NOT t0."truth"));

-- in a list
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."id" = ANY($1))
  AND t0."deleted_at" IS NULL;

-- not in a list
SELECT t0."id"
FROM "orders" AS t0
WHERE (NOT (t0."id" = ANY($1)))
  AND t0."deleted_at" IS NULL;

-- in a list of texts
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."number" = ANY($1))
  AND t0."deleted_at" IS NULL;

-- in a list of decimals
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."total" = ANY($1))
  AND t0."deleted_at" IS NULL;

-- in a list of labels
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."status" = ANY($1))
  AND t0."deleted_at" IS NULL;

-- in lists of floats and of bytes
SELECT t0."id"
FROM "anything" AS t0
WHERE ((t0."double" = ANY($1)) OR (t0."bytes" = ANY($2)));

-- in a query
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."customer_id" IN (
    SELECT t1."id"
    FROM "customers" AS t1
    LEFT JOIN "countries" AS t2 ON t2."code" = t1."country_code"
    WHERE (t2."name" = $1)
))
  AND t0."deleted_at" IS NULL;

-- not in a query, of a column that may be NULL
SELECT t0."id"
FROM "orders" AS t0
WHERE (NOT (t0."approved_by" IN (
    SELECT t1."manager_id"
    FROM "employees" AS t1
    WHERE t1."left_at" IS NULL
    ORDER BY t1."id"
    LIMIT $1
)))
  AND t0."deleted_at" IS NULL;

-- like
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."number" LIKE $1 ESCAPE '\')
  AND t0."deleted_at" IS NULL;

-- ilike
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."number" ILIKE $1 ESCAPE '\')
  AND t0."deleted_at" IS NULL;

-- contains
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."number" LIKE $1 ESCAPE '\')
  AND t0."deleted_at" IS NULL;

-- icontains
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."number" ILIKE $1 ESCAPE '\')
  AND t0."deleted_at" IS NULL;

-- starts with
SELECT t0."id"
FROM "orders" AS t0
WHERE (t0."number" LIKE $1 ESCAPE '\')
  AND t0."deleted_at" IS NULL;

-- ends with
SELECT t0."id"
FROM "orders" AS t0
WHERE (NOT (t0."number" LIKE $1 ESCAPE '\'))
  AND t0."deleted_at" IS NULL;

-- words
SELECT t0."id"
FROM "orders" AS t0
WHERE (to_tsvector('simple', t0."number") @@ websearch_to_tsquery('simple',
    $1))
  AND t0."deleted_at" IS NULL;

-- arithmetic
SELECT t0."id"
FROM "orders" AS t0
WHERE (((t0."id" + (t0."customer_id" * $1)) - $2) > (t0."id" / $3))
  AND t0."deleted_at" IS NULL;

-- remainder, sign and absolute value
SELECT t0."id"
FROM "orders" AS t0
WHERE (abs(-(t0."id") % $1) = $2)
  AND t0."deleted_at" IS NULL;

-- arithmetic of decimals
SELECT t0."id"
FROM "orders" AS t0
WHERE ((((t0."total" * $1) + (t0."total" / $2)) - t0."total") < $3)
  AND t0."deleted_at" IS NULL;

-- sign and absolute value of decimals
SELECT t0."id"
FROM "orders" AS t0
WHERE (abs(-(t0."total")) = $1)
  AND t0."deleted_at" IS NULL;

-- functions of texts
SELECT t0."id"
FROM "orders" AS t0
WHERE ((lower(t0."number") = $1) AND (upper(t0."number") <> $2) AND (length(trim(t0."number")) > $3))
  AND t0."deleted_at" IS NULL;

-- concat
SELECT t0."id"
FROM "orders" AS t0
WHERE (((t0."number" || $1) || t0."number") = $2)
  AND t0."deleted_at" IS NULL;

-- coalesce
SELECT t0."id"
FROM "orders" AS t0
WHERE (coalesce(t0."approved_by", $1) = t0."customer_id")
  AND t0."deleted_at" IS NULL;

-- coalesce of decimals
SELECT t0."id"
FROM "orders" AS t0
WHERE (coalesce(t0."total", $1) > $2)
  AND t0."deleted_at" IS NULL;

-- case
SELECT t0."id"
FROM "orders" AS t0
WHERE (CASE WHEN t0."total" > $1 THEN $2 WHEN t0."id" = $3 THEN t0."number" ELSE $4 END = $5)
  AND t0."deleted_at" IS NULL;

-- case without an end
SELECT t0."id"
FROM "orders" AS t0
WHERE (CASE WHEN t0."id" > $1 THEN t0."id" END IS NULL)
  AND t0."deleted_at" IS NULL;
