ALTER TABLE users ADD COLUMN a_shorter_name text;
