CREATE TABLE people (id bigint PRIMARY KEY, nick text);
CREATE INDEX people_nick ON people (nick);
