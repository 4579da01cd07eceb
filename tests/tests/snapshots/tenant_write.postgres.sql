-- one
INSERT INTO "people" AS t0 ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING "id", "tenant_id", "email", "firm_code", "boss_id", "age", "version";

-- many
INSERT INTO "people" AS t0 ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
SELECT rows.c0, rows.c1, rows.c2, rows.c3, rows.c4, $1::bigint
FROM unnest($2, $3, $4, $5, $6) WITH ORDINALITY AS rows(c0, c1, c2, c3, c4, n)
ORDER BY rows.n;

-- a link
INSERT INTO "skills" AS t0 ("name", "tenant_id")
VALUES ($1, $2)
RETURNING "name", "tenant_id";
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = $1
  AND (t0."email" = $2)
LIMIT $3;
INSERT INTO "person_skills" AS t0 ("person_id", "skill_name", "tenant_id")
SELECT rows.c0, rows.c1, $1::bigint
FROM unnest($2, $3) WITH ORDINALITY AS rows(c0, c1, n)
ORDER BY rows.n
ON CONFLICT ("tenant_id", "person_id", "skill_name") DO NOTHING;

-- an update
INSERT INTO "people" AS t0 ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
SELECT rows.c0, rows.c1, rows.c2, rows.c3, rows.c4, $1::bigint
FROM unnest($2, $3, $4, $5, $6) WITH ORDINALITY AS rows(c0, c1, c2, c3, c4, n)
ORDER BY rows.n
ON CONFLICT ("tenant_id", "email") DO UPDATE
SET "age" = t0."age" + $7, "version" = t0."version" + $8
WHERE (t0."age" <= $9);

-- nothing
INSERT INTO "firms" AS t0 ("code", "land_code", "tenant_id")
SELECT rows.c0, rows.c1, $1::bigint
FROM unnest($2, $3) WITH ORDINALITY AS rows(c0, c1, n)
ORDER BY rows.n
ON CONFLICT ("tenant_id", "code") DO NOTHING;

-- got or created
INSERT INTO "people" AS t0 ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT ("tenant_id", "email") DO NOTHING
RETURNING "id", "tenant_id", "email", "firm_code", "boss_id", "age", "version";
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = $1
  AND (t0."email" = $2);

-- a row
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = $1
  AND (t0."email" = $2)
LIMIT $3;
UPDATE "people" AS t0
SET "age" = $1, "version" = t0."version" + $2
WHERE t0."tenant_id" = $3
  AND (t0."id" = $4)
  AND (t0."version" = $5)
RETURNING "id", "tenant_id", "email", "firm_code", "boss_id", "age", "version";

-- by a query
UPDATE "people" AS t0
SET "age" = $1, "version" = t0."version" + $2
WHERE t0."tenant_id" = $3
  AND (t0."age" > $4);

-- over a join, up to a limit
UPDATE "people" AS t0
SET "age" = $1, "version" = t0."version" + $2
WHERE (t0."tenant_id", t0."id") IN (
    SELECT t1."tenant_id", t1."id"
    FROM "people" AS t1
    JOIN "firms" AS t2 ON t2."code" = t1."firm_code"
      AND t2."tenant_id" = $3
    WHERE t1."tenant_id" = $3
      AND (t2."code" = $4)
    LIMIT $5
    FOR UPDATE OF t1
);

-- by a to-many relation
UPDATE "people" AS t0
SET "age" = t0."age" + $1, "version" = t0."version" + $2
WHERE t0."tenant_id" = $3
  AND EXISTS (
    SELECT 1
    FROM "skills" AS t1
    WHERE t1."tenant_id" = $3
      AND (t1."name") IN (
        SELECT t2."skill_name"
        FROM "person_skills" AS t2
        WHERE t2."person_id" = t0."id"
          AND t2."tenant_id" = $3
    )
      AND (t1."name" = $4)
);

-- a row, softly
SELECT t0."code", t0."tenant_id", t0."land_code", t0."deleted_at"
FROM "firms" AS t0
WHERE t0."tenant_id" = $1
  AND (t0."code" = $2)
  AND t0."deleted_at" IS NULL;
UPDATE "firms" AS t0
SET "deleted_at" = $1
WHERE t0."tenant_id" = $2
  AND (t0."code" = $3)
  AND t0."deleted_at" IS NULL;

-- by a query
DELETE FROM "desks" AS t0
WHERE t0."tenant_id" = $1
  AND (t0."person_id" = $2);

-- over a join, up to a limit
DELETE FROM "people" AS t0
WHERE (t0."tenant_id", t0."id") IN (
    SELECT t1."tenant_id", t1."id"
    FROM "people" AS t1
    LEFT JOIN "people" AS t2 ON t2."id" = t1."boss_id"
      AND t2."tenant_id" = $1
    WHERE t1."tenant_id" = $1
      AND (t2."email" = $2)
    LIMIT $3
    FOR UPDATE OF t1
);

-- links, set anew
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = $1
  AND (t0."email" = $2)
LIMIT $3;
WITH removed AS (DELETE FROM "person_skills" AS t0 WHERE t0."tenant_id" = $1 AND (t0."person_id" = $2) AND (NOT (t0."skill_name" = ANY($3)))) INSERT INTO "person_skills" AS t1 ("person_id",
    "skill_name", "tenant_id")
SELECT rows.c0, rows.c1, $1::bigint
FROM unnest($4, $5) WITH ORDINALITY AS rows(c0, c1, n)
ORDER BY rows.n
ON CONFLICT ("tenant_id", "person_id", "skill_name") DO NOTHING;

-- in
COPY "people" ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
FROM STDIN (FORMAT binary);
