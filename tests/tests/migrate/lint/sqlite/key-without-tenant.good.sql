CREATE UNIQUE INDEX orders_number ON orders (tenant_id, number);
