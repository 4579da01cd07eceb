CREATE TABLE orders (tenant_id bigint, id bigint, number text, PRIMARY KEY (tenant_id, id));
ALTER TABLE orders ADD UNIQUE (id);
