-- A virtual one is in no row.
ALTER TABLE users ADD COLUMN old boolean GENERATED ALWAYS AS (age > 60) VIRTUAL;
