CREATE TABLE items (
    id integer PRIMARY KEY,
    tenant_id integer,
    order_id integer REFERENCES orders (id)
);
