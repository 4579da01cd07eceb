-- A longer limit changes no row.
ALTER TABLE users ALTER COLUMN code TYPE text;
