-- The old name stays as a view until nothing uses it.
ALTER TABLE users RENAME TO people;
CREATE VIEW users AS SELECT * FROM people;
