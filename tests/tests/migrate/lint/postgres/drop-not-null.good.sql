-- The column is of this migration.
ALTER TABLE users ADD COLUMN phone text NOT NULL DEFAULT '';
ALTER TABLE users ALTER COLUMN phone DROP NOT NULL;
