-- one
INSERT INTO "people" AS t0 ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
VALUES (?, ?, ?, ?, ?, ?)
RETURNING "id", "tenant_id", "email", "firm_code", "boss_id", "age", "version";

-- many
INSERT INTO "people" AS t0 ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
VALUES (?, ?, ?, ?, ?, ?);

-- a link
INSERT INTO "skills" AS t0 ("name", "tenant_id")
VALUES (?, ?)
RETURNING "name", "tenant_id";
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."email" = ?)
LIMIT ?;
INSERT INTO "person_skills" AS t0 ("person_id", "skill_name", "tenant_id")
VALUES (?, ?, ?)
ON CONFLICT ("tenant_id", "person_id", "skill_name") DO NOTHING;

-- an update
INSERT INTO "people" AS t0 ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT ("tenant_id", "email") DO UPDATE
SET "age" = t0."age" + ?, "version" = t0."version" + ?
WHERE (t0."age" <= ?);

-- nothing
INSERT INTO "firms" AS t0 ("code", "land_code", "tenant_id")
VALUES (?, ?, ?)
ON CONFLICT ("tenant_id", "code") DO NOTHING;

-- got or created
INSERT INTO "people" AS t0 ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT ("tenant_id", "email") DO NOTHING
RETURNING "id", "tenant_id", "email", "firm_code", "boss_id", "age", "version";
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."email" = ?);

-- a row
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."email" = ?)
LIMIT ?;
UPDATE "people" AS t0
SET "age" = ?, "version" = t0."version" + ?
WHERE t0."tenant_id" = ?
  AND (t0."id" = ?)
  AND (t0."version" = ?)
RETURNING "id", "tenant_id", "email", "firm_code", "boss_id", "age", "version";

-- by a query
UPDATE "people" AS t0
SET "age" = ?, "version" = t0."version" + ?
WHERE t0."tenant_id" = ?
  AND (t0."age" > ?);

-- over a join, up to a limit
UPDATE "people" AS t0
SET "age" = ?, "version" = t0."version" + ?
WHERE (t0."tenant_id", t0."id") IN (
    SELECT t1."tenant_id", t1."id"
    FROM "people" AS t1
    JOIN "firms" AS t2 ON t2."code" = t1."firm_code"
      AND t2."tenant_id" = ?
    WHERE t1."tenant_id" = ?
      AND (t2."code" = ?)
    LIMIT ?
);

-- by a to-many relation
UPDATE "people" AS t0
SET "age" = t0."age" + ?, "version" = t0."version" + ?
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
      AND (t1."name" = ?)
);

-- a row, softly
SELECT t0."code", t0."tenant_id", t0."land_code", t0."deleted_at"
FROM "firms" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."code" = ?)
  AND t0."deleted_at" IS NULL;
UPDATE "firms" AS t0
SET "deleted_at" = ?
WHERE t0."tenant_id" = ?
  AND (t0."code" = ?)
  AND t0."deleted_at" IS NULL;

-- by a query
DELETE FROM "desks" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."person_id" = ?);

-- over a join, up to a limit
DELETE FROM "people" AS t0
WHERE (t0."tenant_id", t0."id") IN (
    SELECT t1."tenant_id", t1."id"
    FROM "people" AS t1
    LEFT JOIN "people" AS t2 ON t2."id" = t1."boss_id"
      AND t2."tenant_id" = ?
    WHERE t1."tenant_id" = ?
      AND (t2."email" = ?)
    LIMIT ?
);

-- links, set anew
SELECT t0."id", t0."tenant_id", t0."email", t0."firm_code", t0."boss_id", t0."age", t0."version"
FROM "people" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."email" = ?)
LIMIT ?;
BEGIN IMMEDIATE;
DELETE FROM "person_skills" AS t0
WHERE t0."tenant_id" = ?
  AND (t0."person_id" = ?)
  AND (NOT (t0."skill_name" IN (
    SELECT value
    FROM json_each(?)
)));
INSERT INTO "person_skills" AS t0 ("person_id", "skill_name", "tenant_id")
VALUES (?, ?, ?)
ON CONFLICT ("tenant_id", "person_id", "skill_name") DO NOTHING;
COMMIT;

-- in
BEGIN IMMEDIATE;
INSERT INTO "people" AS t0 ("email", "firm_code", "boss_id", "age", "version", "tenant_id")
VALUES (?, ?, ?, ?, ?, ?);
COMMIT;
