-- 20261121203740_init: generated, to be read and changed before it is applied.

CREATE TABLE "authors" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    CONSTRAINT "authors_email_key" UNIQUE ("email")
);

CREATE TABLE "posts" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "author_id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "published_at" TEXT,
    CONSTRAINT "posts_author_id_range" CHECK (typeof("author_id") = 'integer'),
    CONSTRAINT "posts_titled_check" CHECK (title <> ''),
    CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "authors" ("id") ON DELETE CASCADE
);

CREATE INDEX "posts_author_id_published_at_idx" ON "posts" ("author_id", "published_at" DESC);
