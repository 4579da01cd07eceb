CREATE TABLE log (id bigint NOT NULL);
CREATE UNIQUE INDEX log_id ON log (id);
