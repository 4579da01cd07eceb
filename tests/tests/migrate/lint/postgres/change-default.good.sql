-- Nobody relies on the default of a column of this migration.
ALTER TABLE users ADD COLUMN role text;
ALTER TABLE users ALTER COLUMN role SET DEFAULT 'guest';
