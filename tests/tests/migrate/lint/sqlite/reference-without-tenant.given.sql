CREATE TABLE orders (id integer PRIMARY KEY, tenant_id integer, number text, UNIQUE (tenant_id, id));
