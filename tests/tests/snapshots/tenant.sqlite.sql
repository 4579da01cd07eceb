-- the tables
CREATE TABLE "lands" (
    "code" TEXT NOT NULL,
    PRIMARY KEY ("code")
);
CREATE TABLE "firms" (
    "code" TEXT NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "land_code" TEXT NOT NULL,
    "deleted_at" TEXT,
    PRIMARY KEY ("tenant_id", "code"),
    CONSTRAINT "firms_tenant_id_range" CHECK (typeof("tenant_id") = 'integer'),
    CONSTRAINT "firms_land_code_fkey" FOREIGN KEY ("land_code") REFERENCES "lands" ("code")
);
CREATE TABLE "people" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "tenant_id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "firm_code" TEXT NOT NULL,
    "boss_id" INTEGER,
    "age" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    UNIQUE ("tenant_id", "id"),
    CONSTRAINT "people_email_key" UNIQUE ("tenant_id", "email"),
    CONSTRAINT "people_tenant_id_range" CHECK (typeof("tenant_id") = 'integer'),
    CONSTRAINT "people_boss_id_range" CHECK ("boss_id" IS NULL OR typeof("boss_id") = 'integer'),
    CONSTRAINT "people_age_range" CHECK (typeof("age") = 'integer' AND "age" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "people_version_range" CHECK (typeof("version") = 'integer' AND "version" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "people_firm_code_fkey" FOREIGN KEY ("tenant_id", "firm_code") REFERENCES "firms" ("tenant_id", "code") ON DELETE CASCADE,
    CONSTRAINT "people_boss_id_fkey" FOREIGN KEY ("tenant_id", "boss_id") REFERENCES "people" ("tenant_id", "id")
);
CREATE INDEX "people_firm_code_idx" ON "people" ("tenant_id", "firm_code");
CREATE TABLE "desks" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "tenant_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    UNIQUE ("tenant_id", "id"),
    CONSTRAINT "desks_person_id_key" UNIQUE ("tenant_id", "person_id"),
    CONSTRAINT "desks_tenant_id_range" CHECK (typeof("tenant_id") = 'integer'),
    CONSTRAINT "desks_person_id_range" CHECK (typeof("person_id") = 'integer'),
    CONSTRAINT "desks_person_id_fkey" FOREIGN KEY ("tenant_id", "person_id") REFERENCES "people" ("tenant_id", "id")
);
CREATE TABLE "skills" (
    "name" TEXT NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    PRIMARY KEY ("tenant_id", "name"),
    CONSTRAINT "skills_tenant_id_range" CHECK (typeof("tenant_id") = 'integer')
);
CREATE TABLE "person_skills" (
    "person_id" INTEGER NOT NULL,
    "skill_name" TEXT NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    PRIMARY KEY ("tenant_id", "person_id", "skill_name"),
    CONSTRAINT "person_skills_person_id_range" CHECK (typeof("person_id") = 'integer'),
    CONSTRAINT "person_skills_tenant_id_range" CHECK (typeof("tenant_id") = 'integer'),
    CONSTRAINT "person_skills_person_id_fkey" FOREIGN KEY ("tenant_id", "person_id") REFERENCES "people" ("tenant_id", "id") ON DELETE CASCADE,
    CONSTRAINT "person_skills_skill_name_fkey" FOREIGN KEY ("tenant_id", "skill_name") REFERENCES "skills" ("tenant_id", "name") ON DELETE CASCADE
);
CREATE TRIGGER "people_boss_id_fkey_delete" BEFORE DELETE ON "people" BEGIN UPDATE "people" SET "boss_id" = NULL WHERE "tenant_id" = OLD."tenant_id" AND "boss_id" = OLD."id"; END;

-- rows
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?;

-- filtered
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND ((t0."email" <> ?) OR (t0."age" > ?));

-- a row by its key
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."id" = ?);

-- counted
SELECT COUNT(*)
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."age" > ?);

-- whether there is one
SELECT EXISTS (
    SELECT 1
    FROM "firms" AS t0
    WHERE t0."tenant_id" = ?
      AND t0."deleted_at" IS NULL
);

-- values, each once
SELECT DISTINCT t0."age"
FROM "people" AS t0
WHERE t0."tenant_id" = ?;

-- a page
SELECT t0."code", t0."tenant_id", t0."land_code", t0."deleted_at", t0."code"
FROM "firms" AS t0
WHERE t0."tenant_id" = ?
  AND t0."deleted_at" IS NULL
ORDER BY t0."code"
LIMIT ?;

-- of a table that belongs to nobody
SELECT t0."code"
FROM "lands" AS t0;

-- locked
BEGIN IMMEDIATE;
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?;
COMMIT;

-- over a reference
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
JOIN "firms" AS t1 ON t1."code" = t0."firm_code"
  AND t1."tenant_id" = ?
WHERE t0."tenant_id" = ?
  AND (t1."code" <> ?);

-- over several, to a table that belongs to nobody
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
LEFT JOIN "people" AS t1 ON t1."id" = t0."boss_id"
  AND t1."tenant_id" = ?
LEFT JOIN "firms" AS t2 ON t2."code" = t1."firm_code"
  AND t2."tenant_id" = ?
LEFT JOIN "lands" AS t3 ON t3."code" = t2."land_code"
WHERE t0."tenant_id" = ?
  AND (t3."code" <> ?);

-- beside what is loaded
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version",
    t1."code", t1."tenant_id", t1."land_code", t1."deleted_at", t2."id", t2."tenant_id", t2."email",
    t2."firm_code", t2."boss_id", t2."age", t2."version"
FROM "people" AS t0
JOIN "firms" AS t1 ON t1."code" = t0."firm_code"
  AND t1."tenant_id" = ?
LEFT JOIN "people" AS t2 ON t2."id" = t0."boss_id"
  AND t2."tenant_id" = ?
WHERE t0."tenant_id" = ?
ORDER BY t2."age" NULLS LAST;

-- to-many
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND EXISTS (
    SELECT 1
    FROM "people" AS t1
    WHERE t1."tenant_id" = ?
      AND t1."boss_id" = t0."id"
      AND (t1."age" > ?)
);

-- through
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND EXISTS (
    SELECT 1
    FROM "skills" AS t1
    WHERE t1."tenant_id" = ?
      AND (t1."name") IN (
        SELECT t2."skill_name"
        FROM "person_skills" AS t2
        WHERE t2."person_id" = t0."id"
          AND t2."tenant_id" = ?
    )
      AND (t1."name" <> ?)
);

-- two levels, from a table that belongs to nobody
SELECT t0."code"
FROM "lands" AS t0
WHERE EXISTS (
    SELECT 1
    FROM "firms" AS t1
    WHERE t1."tenant_id" = ?
      AND t1."land_code" = t0."code"
      AND EXISTS (
        SELECT 1
        FROM "people" AS t2
        WHERE t2."tenant_id" = ?
          AND t2."firm_code" = t1."code"
          AND (t2."age" > ?)
    )
      AND t1."deleted_at" IS NULL
);

-- numbers
SELECT (
    SELECT COUNT(*)
    FROM "people" AS t1
    WHERE t1."tenant_id" = ?
      AND t1."boss_id" = t0."id"
), (
    SELECT COUNT(*)
    FROM "skills" AS t2
    WHERE t2."tenant_id" = ?
      AND (t2."name") IN (
        SELECT t3."skill_name"
        FROM "person_skills" AS t3
        WHERE t3."person_id" = t0."id"
          AND t3."tenant_id" = ?
    )
)
FROM "people" AS t0
WHERE t0."tenant_id" = ?;

-- one of a query's
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."firm_code" IN (
    SELECT t1."code"
    FROM "firms" AS t1
    WHERE t1."tenant_id" = ?
      AND (t1."code" <> ?)
      AND t1."deleted_at" IS NULL
));

-- exists
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND EXISTS (
    SELECT 1
    FROM "people" AS t1
    WHERE t1."tenant_id" = ?
      AND (t1."boss_id" = t0."id")
);

-- to-one
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?;
SELECT k."key" + 1, t0."code", t0."tenant_id", t0."land_code", t0."deleted_at"
FROM json_each(?) AS k
CROSS JOIN "firms" AS t0 ON t0."code" = k."value"
WHERE t0."tenant_id" = ?;

-- to-many of each
SELECT t0."code", t0."tenant_id", t0."land_code", t0."deleted_at"
FROM "firms" AS t0
WHERE t0."tenant_id" = ?
  AND t0."deleted_at" IS NULL;
SELECT k."key" + 1, t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age",
    t0."version"
FROM json_each(?) AS k
CROSS JOIN "people" AS t0 ON t0."firm_code" = k."value"
WHERE t0."tenant_id" = ?;

-- up to a number of each
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?;
SELECT *
FROM (
    SELECT k."key" + 1 AS "orm_key", row_number() OVER (PARTITION BY k."key") AS "orm_number",
        t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
    FROM json_each(?) AS k
    CROSS JOIN "people" AS t0 ON t0."boss_id" = k."value"
    WHERE t0."tenant_id" = ?
)
WHERE "orm_number" > ?
  AND "orm_number" <= ?
ORDER BY 1, 2;

-- over the model between
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?;
SELECT t1."person_id", t0."name", t0."tenant_id"
FROM "person_skills" AS t1
CROSS JOIN "skills" AS t0 ON t0."name" = t1."skill_name"
WHERE t1."person_id" IN (
    SELECT value
    FROM json_each(?)
)
  AND t1."tenant_id" = ?
  AND t0."tenant_id" = ?;

-- up to a number of each, over the model between
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?;
SELECT *
FROM (
    SELECT k."key" + 1 AS "orm_key", row_number() OVER (PARTITION BY k."key") AS "orm_number",
        t0."name", t0."tenant_id"
    FROM json_each(?) AS k
    CROSS JOIN "person_skills" AS t1 ON t1."person_id" = k."value"
      AND t1."tenant_id" = ?
    CROSS JOIN "skills" AS t0 ON t0."name" = t1."skill_name"
    WHERE t0."tenant_id" = ?
)
WHERE "orm_number" > ?
  AND "orm_number" <= ?
ORDER BY 1, 2;

-- out
SELECT t0."name", t0."tenant_id"
FROM "skills" AS t0
WHERE t0."tenant_id" = ?;
