CREATE TABLE visits (id bigint PRIMARY KEY, a text, b text, c text, d text);
CREATE INDEX visits_all ON visits (a, b, c, d);
