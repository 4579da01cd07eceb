CREATE TABLE items (
    tenant_id bigint,
    id bigint,
    order_id bigint,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id)
);
