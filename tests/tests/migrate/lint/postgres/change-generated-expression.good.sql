ALTER TABLE users ADD COLUMN young boolean;
