CREATE TABLE items (
    id integer PRIMARY KEY,
    tenant_id integer,
    order_id integer,
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
