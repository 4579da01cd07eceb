-- insert of one
INSERT INTO "everything" AS t0 ("truth", "small", "medium", "large", "single", "double", "text",
    "bytes", "uuid", "date", "time", "stamp", "moment", "exact", "note", "json", "status", "mood",
    "code", "price_amount", "price_currency", "numbers", "words", "moods")
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18::"mood",
    $19, $20, $21, $22, $23, $24::"mood"[])
RETURNING "id", "truth", "small", "medium", "large", "single", "double", "text", "bytes", "uuid",
    "date", "time", "stamp", "moment", "exact", "note", "json", "status", "mood", "code",
    "price_amount", "price_currency", "numbers", "words", "moods";

-- insert of many
INSERT INTO "everything" AS t0 ("truth", "small", "medium", "large", "single", "double", "text",
    "bytes", "uuid", "date", "time", "stamp", "moment", "exact", "note", "json", "status", "mood",
    "code", "price_amount", "price_currency", "numbers", "words", "moods")
SELECT rows.c0, rows.c1, rows.c2, rows.c3, rows.c4, rows.c5, rows.c6, rows.c7, rows.c8, rows.c9,
    rows.c10, rows.c11, rows.c12, rows.c13, rows.c14, rows.c15, rows.c16, rows.c17::"mood",
    rows.c18, rows.c19, rows.c20, rows.c21::integer[], rows.c22::text[], rows.c23::"mood"[]
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22, $23, $24) WITH ORDINALITY AS rows(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10,
    c11, c12, c13, c14, c15, c16, c17, c18, c19, c20, c21, c22, c23, n)
ORDER BY rows.n;

-- update of everything
UPDATE "everything" AS t0
SET "mood" = $1::"mood", "moods" = $2::"mood"[], "status" = $3, "words" = $4, "price_amount" = $5,
    "json" = $6, "date" = $7;

-- a native enum
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."mood" = $1::"mood") OR (t0."mood" = ANY($2::"mood"[])));

-- an enum that is text
SELECT t0."id"
FROM "everything" AS t0
WHERE (t0."status" <> $1);

-- an element of a list
SELECT t0."id"
FROM "everything" AS t0
WHERE (($1 = ANY(t0."numbers")) OR ($2 = ANY(t0."words")));

-- a native enum in a list
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."mood" = ANY(t0."moods")) OR ($1::"mood" = ANY(t0."moods")));

-- a list's length
SELECT t0."id"
FROM "everything" AS t0
WHERE (cardinality(t0."numbers") > $1);

-- a struct inside
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."price_amount" > $1) AND (t0."price_currency" = $2));

-- a newtype
SELECT t0."id"
FROM "everything" AS t0
WHERE (t0."code" = $1);

-- a document's text
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."json" #>> $1) = $2);

-- a typed document's text
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."note" #>> $1) IS NULL);

-- a document inside another
SELECT t0."id"
FROM "everything" AS t0
WHERE (t0."json" @> $1);

-- dates and times
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."date" = $1) OR (t0."time" > $2) OR (t0."stamp" < $3) OR (t0."moment" <= $4));

-- bytes and UUIDs
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."bytes" = $1) OR (t0."uuid" <> $2));

-- floats
SELECT t0."id"
FROM "everything" AS t0
WHERE ((t0."single" > $1) OR ((t0."double" * $2) < $3));
