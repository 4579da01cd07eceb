CREATE TABLE visits (id bigserial PRIMARY KEY);
