CREATE TABLE users (id bigint PRIMARY KEY, email text, nick text, age bigint, team_id bigint, at timestamptz, kind text);
CREATE MATERIALIZED VIEW ages AS SELECT DISTINCT age FROM users;
CREATE UNIQUE INDEX ages_age ON ages (age);
