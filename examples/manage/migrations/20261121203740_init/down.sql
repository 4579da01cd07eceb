-- 20261121203740_init: generated, to be read and changed before it is applied.

-- Loses the rows of `posts`.
DROP TABLE "posts";

-- Loses the rows of `authors`.
DROP TABLE "authors";
