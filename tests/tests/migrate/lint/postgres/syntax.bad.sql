ALTER TABLE users ADD COLUM phone text NOT;
