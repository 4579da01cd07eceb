CREATE TABLE scratch (id integer PRIMARY KEY);
DROP TABLE scratch;
