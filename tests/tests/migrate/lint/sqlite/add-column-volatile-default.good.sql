ALTER TABLE users ADD COLUMN made_at text DEFAULT '';
