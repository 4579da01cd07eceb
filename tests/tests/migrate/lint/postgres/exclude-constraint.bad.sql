ALTER TABLE users ADD CONSTRAINT users_ages EXCLUDE USING btree (age WITH =);
