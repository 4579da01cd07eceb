CREATE TABLE visits (at timestamptz, PRIMARY KEY (at));
CREATE TEMPORARY TABLE scratch (at timestamptz);
CREATE TABLE other (id bigint);
ALTER TABLE other ADD PRIMARY KEY (id);
