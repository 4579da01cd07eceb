-- made
CREATE TABLE "countries" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY ("code")
);
CREATE TABLE "customers" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "country_code" TEXT,
    CONSTRAINT "customers_email_key" UNIQUE ("email"),
    CONSTRAINT "customers_country_code_fkey" FOREIGN KEY ("country_code") REFERENCES "countries" ("code")
);
CREATE TABLE "profiles" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "customer_id" INTEGER NOT NULL,
    "motto" TEXT NOT NULL,
    CONSTRAINT "profiles_customer_id_key" UNIQUE ("customer_id"),
    CONSTRAINT "profiles_customer_id_range" CHECK (typeof("customer_id") = 'integer'),
    CONSTRAINT "profiles_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id") ON DELETE CASCADE
);
CREATE TABLE "employees" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "manager_id" INTEGER,
    "left_at" TEXT,
    CONSTRAINT "employees_manager_id_range" CHECK ("manager_id" IS NULL OR typeof("manager_id") = 'integer'),
    CONSTRAINT "employees_manager_id_fkey" FOREIGN KEY ("manager_id") REFERENCES "employees" ("id")
);
CREATE TABLE "orders" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "tenant_id" INTEGER NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "approved_by" INTEGER,
    "number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "total" TEXT COLLATE decimal NOT NULL,
    "meta" TEXT NOT NULL DEFAULT '{}',
    "placed_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "deleted_at" TEXT,
    CONSTRAINT "orders_number_key" UNIQUE ("number"),
    CONSTRAINT "orders_tenant_id_range" CHECK (typeof("tenant_id") = 'integer'),
    CONSTRAINT "orders_customer_id_range" CHECK (typeof("customer_id") = 'integer'),
    CONSTRAINT "orders_approved_by_range" CHECK ("approved_by" IS NULL OR typeof("approved_by") = 'integer'),
    CONSTRAINT "orders_status_labels" CHECK ("status" IN ('open', 'paid', 'sent-out')),
    CONSTRAINT "orders_version_range" CHECK (typeof("version") = 'integer' AND "version" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "orders_total_not_negative_check" CHECK (total >= 0),
    CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id"),
    CONSTRAINT "orders_approved_by_fkey" FOREIGN KEY ("approved_by") REFERENCES "employees" ("id") ON DELETE SET NULL
);
CREATE INDEX "orders_customer_id_placed_at_idx" ON "orders" ("customer_id", "placed_at" DESC);
CREATE TABLE "products" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "sku" TEXT NOT NULL,
    "price" TEXT COLLATE decimal NOT NULL,
    "stock" INTEGER NOT NULL DEFAULT 0,
    "changed_at" TEXT NOT NULL,
    CONSTRAINT "products_sku_key" UNIQUE ("sku"),
    CONSTRAINT "products_stock_range" CHECK (typeof("stock") = 'integer' AND "stock" BETWEEN -2147483648 AND 2147483647)
);
CREATE TABLE "order_items" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "order_id" INTEGER NOT NULL,
    "product_id" INTEGER NOT NULL,
    "qty" INTEGER NOT NULL,
    "doubled" INTEGER GENERATED ALWAYS AS (qty * 2) STORED NOT NULL,
    CONSTRAINT "order_items_order_id_product_id_key" UNIQUE ("order_id", "product_id"),
    CONSTRAINT "order_items_order_id_range" CHECK (typeof("order_id") = 'integer'),
    CONSTRAINT "order_items_product_id_range" CHECK (typeof("product_id") = 'integer'),
    CONSTRAINT "order_items_qty_range" CHECK (typeof("qty") = 'integer' AND "qty" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "order_items_doubled_range" CHECK (typeof("doubled") = 'integer' AND "doubled" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "order_items_qty_check" CHECK (qty > 0),
    CONSTRAINT "order_items_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON DELETE CASCADE,
    CONSTRAINT "order_items_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id")
);
CREATE TABLE "tags" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    CONSTRAINT "tags_name_key" UNIQUE ("name")
);
CREATE TABLE "order_tags" (
    "order_id" INTEGER NOT NULL,
    "tag_id" INTEGER NOT NULL,
    "weight" INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY ("order_id", "tag_id"),
    CONSTRAINT "order_tags_order_id_range" CHECK (typeof("order_id") = 'integer'),
    CONSTRAINT "order_tags_tag_id_range" CHECK (typeof("tag_id") = 'integer'),
    CONSTRAINT "order_tags_weight_range" CHECK (typeof("weight") = 'integer' AND "weight" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "order_tags_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON DELETE CASCADE,
    CONSTRAINT "order_tags_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tags" ("id") ON DELETE CASCADE
);

-- dropped
PRAGMA defer_foreign_keys = ON;
DROP TABLE IF EXISTS "order_tags";
DROP TABLE IF EXISTS "tags";
DROP TABLE IF EXISTS "order_items";
DROP TABLE IF EXISTS "products";
DROP TABLE IF EXISTS "orders";
DROP TABLE IF EXISTS "employees";
DROP TABLE IF EXISTS "profiles";
DROP TABLE IF EXISTS "customers";
DROP TABLE IF EXISTS "countries";

-- every type
CREATE TABLE "everything" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "truth" INTEGER NOT NULL,
    "small" INTEGER NOT NULL,
    "medium" INTEGER NOT NULL,
    "large" INTEGER NOT NULL,
    "single" REAL NOT NULL,
    "double" REAL NOT NULL,
    "text" TEXT NOT NULL,
    "bytes" BLOB NOT NULL,
    "uuid" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "time" TEXT NOT NULL,
    "stamp" TEXT NOT NULL,
    "moment" TEXT NOT NULL,
    "exact" TEXT COLLATE decimal NOT NULL,
    "note" TEXT NOT NULL,
    "json" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "mood" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "price_amount" TEXT COLLATE decimal NOT NULL,
    "price_currency" TEXT NOT NULL,
    "numbers" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "moods" TEXT NOT NULL,
    CONSTRAINT "everything_truth_range" CHECK ("truth" IN (0, 1)),
    CONSTRAINT "everything_small_range" CHECK (typeof("small") = 'integer' AND "small" BETWEEN -32768 AND 32767),
    CONSTRAINT "everything_medium_range" CHECK (typeof("medium") = 'integer' AND "medium" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "everything_large_range" CHECK (typeof("large") = 'integer'),
    CONSTRAINT "everything_status_labels" CHECK ("status" IN ('open', 'paid', 'sent-out')),
    CONSTRAINT "everything_mood_labels" CHECK ("mood" IN ('good', 'bad', 'unknown'))
);
CREATE TABLE "anything" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "truth" INTEGER,
    "small" INTEGER,
    "medium" INTEGER,
    "large" INTEGER,
    "single" REAL,
    "double" REAL,
    "text" TEXT,
    "bytes" BLOB,
    "uuid" TEXT,
    "date" TEXT,
    "time" TEXT,
    "stamp" TEXT,
    "moment" TEXT,
    "exact" TEXT COLLATE decimal,
    "note" TEXT,
    "json" TEXT,
    "status" TEXT,
    "mood" TEXT,
    "code" TEXT,
    "numbers" TEXT,
    "doubles" TEXT,
    CONSTRAINT "anything_truth_range" CHECK ("truth" IN (0, 1)),
    CONSTRAINT "anything_small_range" CHECK ("small" IS NULL OR (typeof("small") = 'integer' AND "small" BETWEEN -32768 AND 32767)),
    CONSTRAINT "anything_medium_range" CHECK ("medium" IS NULL OR (typeof("medium") = 'integer' AND "medium" BETWEEN -2147483648 AND 2147483647)),
    CONSTRAINT "anything_large_range" CHECK ("large" IS NULL OR typeof("large") = 'integer'),
    CONSTRAINT "anything_status_labels" CHECK ("status" IN ('open', 'paid', 'sent-out')),
    CONSTRAINT "anything_mood_labels" CHECK ("mood" IN ('good', 'bad', 'unknown'))
);

-- every type, dropped
PRAGMA defer_foreign_keys = ON;
DROP TABLE IF EXISTS "anything";
DROP TABLE IF EXISTS "everything";

-- lengths and precisions
CREATE TABLE "badges" (
    "code" TEXT NOT NULL,
    "owner" TEXT,
    "fee" TEXT COLLATE decimal NOT NULL,
    "points" TEXT COLLATE decimal NOT NULL DEFAULT 7,
    "share" TEXT COLLATE decimal,
    "seen_at" TEXT,
    "opens" TEXT,
    "made_at" TEXT NOT NULL,
    "gate_hall" TEXT NOT NULL,
    "gate_toll" TEXT COLLATE decimal,
    PRIMARY KEY ("code"),
    CONSTRAINT "badges_code_length" CHECK (length("code") <= 8),
    CONSTRAINT "badges_owner_length" CHECK (length("owner") <= 2),
    CONSTRAINT "badges_fee_precision" CHECK (instr(ltrim("fee", '-0') || '.', '.') <= 4 AND length(rtrim(substr("fee", instr("fee" || '.', '.') + 1), '0')) <= 2),
    CONSTRAINT "badges_points_precision" CHECK (instr(ltrim("points", '-0') || '.', '.') <= 4 AND length(rtrim(substr("points", instr("points" || '.', '.') + 1), '0')) <= 0),
    CONSTRAINT "badges_share_precision" CHECK (instr(ltrim("share", '-0') || '.', '.') <= 1 AND length(rtrim(substr("share", instr("share" || '.', '.') + 1), '0')) <= 4),
    CONSTRAINT "badges_gate_hall_length" CHECK (length("gate_hall") <= 3),
    CONSTRAINT "badges_gate_toll_precision" CHECK (instr(ltrim("gate_toll", '-0') || '.', '.') <= 3 AND length(rtrim(substr("gate_toll", instr("gate_toll" || '.', '.') + 1), '0')) <= 1)
);

-- keys of every shape
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "visits" INTEGER NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "sessions_visits_range" CHECK (typeof("visits") = 'integer' AND "visits" BETWEEN -2147483648 AND 2147483647)
);
CREATE TABLE "shipments" (
    "warehouse" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "weight" REAL NOT NULL,
    PRIMARY KEY ("warehouse", "number"),
    CONSTRAINT "shipments_warehouse_range" CHECK (typeof("warehouse") = 'integer' AND "warehouse" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "shipments_number_range" CHECK (typeof("number") = 'integer')
);
CREATE TABLE "parcels" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "warehouse" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "sku" TEXT,
    CONSTRAINT "parcels_warehouse_range" CHECK (typeof("warehouse") = 'integer' AND "warehouse" BETWEEN -2147483648 AND 2147483647),
    CONSTRAINT "parcels_number_range" CHECK (typeof("number") = 'integer'),
    CONSTRAINT "parcels_sku_fkey" FOREIGN KEY ("sku") REFERENCES "products" ("sku"),
    CONSTRAINT "parcels_warehouse_number_fkey" FOREIGN KEY ("warehouse", "number") REFERENCES "shipments" ("warehouse", "number")
);
CREATE TABLE "tickets" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT
);

-- what no query shows
CREATE TABLE "volumes" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "rank" INTEGER,
    "shelf" TEXT NOT NULL,
    "binding" TEXT,
    "meta" TEXT NOT NULL,
    "bought_at" TEXT NOT NULL,
    "lent_at" TEXT,
    CONSTRAINT "volumes_place" UNIQUE ("rank", "shelf"),
    CONSTRAINT "volumes_rank_range" CHECK ("rank" IS NULL OR (typeof("rank") = 'integer' AND "rank" BETWEEN -2147483648 AND 2147483647)),
    CONSTRAINT "volumes_shelf_labels" CHECK ("shelf" IN ('open', 'closed')),
    CONSTRAINT "volumes_binding_labels" CHECK ("binding" IN ('paper', 'cloth')),
    CONSTRAINT "volumes_rank_is_small" CHECK (rank < 1000)
);
CREATE INDEX "volumes_rank_code_idx" ON "volumes" ("rank" DESC, "code") WHERE rank > 0;
CREATE INDEX "volumes_title_prefix" ON "volumes" ("title");
CREATE INDEX "volumes_lower_code_idx" ON "volumes" ((lower(code)) DESC);
CREATE INDEX "volumes_code_idx" ON "volumes" ("code");
CREATE INDEX "volumes_lent_at_idx" ON "volumes" ("lent_at");
CREATE UNIQUE INDEX "volumes_code_key" ON "volumes" ("code") WHERE lent_at IS NULL;
CREATE UNIQUE INDEX "volumes_title_once" ON "volumes" ((lower(title)));
CREATE TABLE "loans" (
    "id" INTEGER NOT NULL,
    "volume_id" INTEGER NOT NULL,
    "before_id" INTEGER,
    "first_id" INTEGER,
    PRIMARY KEY ("id"),
    CONSTRAINT "loans_id_range" CHECK (typeof("id") = 'integer'),
    CONSTRAINT "loans_volume_id_range" CHECK (typeof("volume_id") = 'integer'),
    CONSTRAINT "loans_before_id_range" CHECK ("before_id" IS NULL OR typeof("before_id") = 'integer'),
    CONSTRAINT "loans_first_id_range" CHECK ("first_id" IS NULL OR typeof("first_id") = 'integer'),
    CONSTRAINT "loans_of_volumes" FOREIGN KEY ("volume_id") REFERENCES "volumes" ("id") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "loans_before_id_fkey" FOREIGN KEY ("before_id") REFERENCES "loans" ("id") ON UPDATE CASCADE DEFERRABLE,
    CONSTRAINT "loans_first" FOREIGN KEY ("first_id") REFERENCES "volumes" ("id") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE "visits" (
    "door" INTEGER NOT NULL,
    "entered_at" TEXT NOT NULL,
    "guest" TEXT NOT NULL,
    PRIMARY KEY ("door", "entered_at"),
    CONSTRAINT "visits_guest_entered_at_key" UNIQUE ("guest", "entered_at"),
    CONSTRAINT "visits_door_range" CHECK (typeof("door") = 'integer' AND "door" BETWEEN -2147483648 AND 2147483647)
);

-- what no query shows, dropped
PRAGMA defer_foreign_keys = ON;
DROP TABLE IF EXISTS "visits";
DROP TABLE IF EXISTS "loans";
DROP TABLE IF EXISTS "volumes";

-- indexes of tenants
CREATE TABLE "drawers" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "branch_id" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "binding" TEXT NOT NULL,
    UNIQUE ("branch_id", "id"),
    CONSTRAINT "drawers_branch_id_range" CHECK (typeof("branch_id") = 'integer'),
    CONSTRAINT "drawers_binding_labels" CHECK ("binding" IN ('paper', 'cloth'))
);
CREATE INDEX "drawers_name_idx" ON "drawers" ("branch_id", "name") WHERE code <> '';
CREATE UNIQUE INDEX "drawers_code_key" ON "drawers" ("branch_id", "code") WHERE code <> '';
CREATE UNIQUE INDEX "drawers_lower_name_key" ON "drawers" ("branch_id", (lower(name)));

-- a view is left out
