ALTER TABLE users ADD COLUMN code text DEFAULT new_code(8);
