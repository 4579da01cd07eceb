CREATE TABLE archive.users (id bigint PRIMARY KEY);
