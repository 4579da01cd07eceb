CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS orders_number ON orders (tenant_id, number);
