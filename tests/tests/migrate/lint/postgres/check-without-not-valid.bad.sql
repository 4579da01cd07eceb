ALTER TABLE users ADD CONSTRAINT users_age CHECK (age > 0);
