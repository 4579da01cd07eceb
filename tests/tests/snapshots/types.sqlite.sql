-- insert of one
INSERT INTO "everything" AS t0 ("truth", "small", "medium", "large", "single", "double", "text",
    "bytes", "uuid", "date", "time", "stamp", "moment", "exact", "note", "json", "status", "mood",
    "code", "price_amount", "price_currency", "numbers", "words", "moods")
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING "id", "truth", "small", "medium", "large", "single", "double", "text", "bytes", "uuid",
    "date", "time", "stamp", "moment", "exact", "note", "json", "status", "mood", "code",
    "price_amount", "price_currency", "numbers", "words", "moods";

-- insert of many
INSERT INTO "everything" AS t0 ("truth", "small", "medium", "large", "single", "double", "text",
    "bytes", "uuid", "date", "time", "stamp", "moment", "exact", "note", "json", "status", "mood",
    "code", "price_amount", "price_currency", "numbers", "words", "moods")
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update of everything
UPDATE "everything" AS t0
SET "mood" = ?, "moods" = ?, "status" = ?, "words" = ?, "price_amount" = ?, "json" = ?, "date" = ?;

-- a native enum
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."mood" = ?) OR (t0."mood" IN (
    SELECT value
    FROM json_each(?)
)));

-- an enum that is text
SELECT t0."id"
FROM "everything" AS t0
WHERE (t0."status" <> ?);

-- an element of a list
SELECT t0."id"
FROM "everything" AS t0
WHERE ((CASE WHEN t0."numbers" IS NOT NULL THEN ? IN (
    SELECT value
    FROM json_each(t0."numbers")
) END) OR (CASE WHEN t0."words" IS NOT NULL THEN ? IN (
    SELECT value
    FROM json_each(t0."words")
) END));

-- a native enum in a list
SELECT t0."id"
FROM "everything" AS t0
WHERE ((CASE WHEN t0."moods" IS NOT NULL THEN t0."mood" IN (
    SELECT value
    FROM json_each(t0."moods")
) END) OR (CASE WHEN t0."moods" IS NOT NULL THEN ? IN (
    SELECT value
    FROM json_each(t0."moods")
) END));

-- a list's length
SELECT t0."id"
FROM "everything" AS t0
WHERE (json_array_length(t0."numbers") > ?);

-- a struct inside
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."price_amount" COLLATE decimal > ?) AND (t0."price_currency" = ?));

-- a newtype
SELECT t0."id"
FROM "everything" AS t0
WHERE (t0."code" = ?);

-- a document's text
SELECT t0."id"
FROM "everything" AS t0
WHERE (CAST((
    SELECT value
    FROM json_each((
        SELECT value
        FROM json_each(t0."json")
        WHERE CAST(key AS TEXT) = ?
          AND type IN ('object', 'array')
    ))
    WHERE CAST(key AS TEXT) = ?
) AS TEXT) = ?);

-- a typed document's text
SELECT t0."id"
FROM "everything" AS t0
WHERE (CAST((
    SELECT value
    FROM json_each(t0."note")
    WHERE CAST(key AS TEXT) = ?
) AS TEXT) IS NULL);

-- a document inside another
-- unsupported: SQLite has no `contains_json`

-- dates and times
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."date" = ?) OR (t0."time" > ?) OR (t0."stamp" < ?) OR (t0."moment" <= ?));

-- bytes and UUIDs
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."bytes" = ?) OR (t0."uuid" <> ?));

-- floats
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."single" > ?) OR ((t0."double" * ?) < ?));
