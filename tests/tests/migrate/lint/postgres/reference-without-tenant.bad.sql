CREATE TABLE items (
    tenant_id bigint,
    id bigint,
    order_id bigint REFERENCES orders (id),
    PRIMARY KEY (tenant_id, id)
);
