//! What makes requests wait for as long as a whole table takes.

use super::{BOTH, Group, POSTGRES, Rule};

const GROUP: Group = Group::Blocking;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        GROUP,
        POSTGRES,
        "change-column-type",
        [
            "a column gets another type",
            "the table and its indexes are written anew under ACCESS EXCLUSIVE: nobody reads or \
         writes it meanwhile",
            "ALTER TABLE {table} ADD COLUMN {key}_new {type};\n\
         -- Write both, fill the new one in batches, deploy; then, in one transaction of a \
         later migration:\n\
         ALTER TABLE {table} RENAME COLUMN {column} TO {key}_old;\n\
         ALTER TABLE {table} RENAME COLUMN {key}_new TO {column};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "add-required-column",
        [
            "a column without a default has to have a value",
            "it fails if there is a row, and so do inserts of programs that still run",
            "ALTER TABLE {table} ADD COLUMN {column} {type};\n\
         -- Or with a constant default, which rewrites nothing. Else fill it in batches, and \
         make it\n\
         -- NOT NULL later, by way of a CHECK.",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "add-column-volatile-default",
        [
            "a column is added whose default differs from row to row",
            "PostgreSQL writes the table anew under ACCESS EXCLUSIVE; SQLite refuses it if there \
         is a row",
            "ALTER TABLE {table} ADD COLUMN {column} {type};\n\
         -- Fill it in batches. On PostgreSQL, rows to come get their value by:\n\
         -- ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {default};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "add-column-opaque-default",
        [
            "a column is added with a default that a function gives, of which nobody here knows \
         whether it is volatile",
            "if it is, the table is written anew under ACCESS EXCLUSIVE",
            "ALTER TABLE {table} ADD COLUMN {column} {type};\n\
         ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {default};\n\
         -- Then fill the rows that are there in batches.",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "add-generated-column",
        [
            "a stored generated column is added",
            "the table is written anew under ACCESS EXCLUSIVE",
            "ALTER TABLE {table} ADD COLUMN {column} {type};\n\
         -- Set it by a trigger, and fill it in batches; or make it VIRTUAL, from PostgreSQL \
         18 on.",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "add-numbered-column",
        [
            "a column is added that numbers the rows",
            "the table is written anew under ACCESS EXCLUSIVE",
            "ALTER TABLE {table} ADD COLUMN {column} bigint;\n\
         CREATE SEQUENCE {bare}_{key}_seq OWNED BY {table}.{column};\n\
         ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT nextval('{bare}_{key}_seq');\n\
         -- Then number the rows that are there in batches.",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "add-primary-key",
        [
            "a primary key is added",
            "its index is built under ACCESS EXCLUSIVE: nobody reads or writes the table meanwhile",
            "-- In a migration that is not transactional, when CHECKs have made the columns NOT \
         NULL:\n\
         CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({columns});\n\
         -- In the next one:\n\
         ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {name};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "set-not-null",
        [
            "a column may not be NULL from now on",
            "the whole table is read under ACCESS EXCLUSIVE: nobody reads or writes it meanwhile",
            "ALTER TABLE {table} ADD CONSTRAINT {bare}_{key}_not_null CHECK ({column} IS NOT \
         NULL) NOT VALID;\n\
         -- Fill it in batches; in the next migration:\n\
         ALTER TABLE {table} VALIDATE CONSTRAINT {bare}_{key}_not_null;\n\
         -- In the one after it, which reads nothing any more:\n\
         ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;\n\
         ALTER TABLE {table} DROP CONSTRAINT {bare}_{key}_not_null;",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "check-without-not-valid",
        [
            "a check is added and each row read for it",
            "the whole table is read under ACCESS EXCLUSIVE: nobody reads or writes it meanwhile",
            "ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID;\n\
         -- In the next migration, while everybody reads and writes:\n\
         ALTER TABLE {table} VALIDATE CONSTRAINT {name};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "foreign-key-without-not-valid",
        [
            "a reference is added and each row read for it",
            "both tables take no writes until the whole table is read",
            "{first}ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID;\n\
         -- In the next migration, while everybody reads and writes:\n\
         ALTER TABLE {table} VALIDATE CONSTRAINT {name};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "validate-in-same-transaction",
        [
            "a constraint is added and validated in one transaction",
            "the lock of the first is held until all rows are read",
            "-- In a migration of its own, behind this one:\n\
         -- {commented};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "unique-constraint",
        [
            "a unique constraint is added",
            "its index is built under ACCESS EXCLUSIVE: nobody reads or writes the table meanwhile",
            "{first}-- In a migration that is not transactional:\n\
         CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({columns});\n\
         -- In the next one:\n\
         ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "exclude-constraint",
        [
            "an exclusion constraint is added",
            "its index is built under ACCESS EXCLUSIVE, and there is neither NOT VALID nor USING \
         INDEX for it",
            "-- Into a new table that takes the old one's place, or at a quiet hour:\n\
         {allow}a quiet hour, and few rows\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "create-index-blocking",
        [
            "an index is built while nobody may write",
            "every write to the table waits until the index is built",
            "-- In a migration that is not transactional:\n\
         {fixed};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "drop-index-blocking",
        [
            "an index is dropped under ACCESS EXCLUSIVE",
            "it waits for every transaction that reads the table, and everybody behind it waits \
         too",
            "-- In a migration that is not transactional:\n\
         {fixed};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "reindex-blocking",
        [
            "an index is built anew under a lock",
            "writes wait until it is built, and reads that would use it",
            "-- In a migration that is not transactional:\n\
         {fixed};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "detach-partition-blocking",
        [
            "a partition is detached under ACCESS EXCLUSIVE of the whole table",
            "it waits for every transaction that reads any partition, and everybody behind it \
         waits too",
            "-- In a migration that is not transactional:\n\
         {statement} CONCURRENTLY;",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "attach-partition-scan",
        [
            "a table becomes a partition and each of its rows is read for it",
            "the table that is attached takes no reads or writes until it is read",
            "-- A CHECK of the bounds first, which makes the reading needless:\n\
         -- 1. ALTER TABLE {partition} ADD CONSTRAINT bounds CHECK (..) NOT VALID;\n\
         -- 2. In the next migration: ALTER TABLE {partition} VALIDATE CONSTRAINT bounds;\n\
         -- 3. In the one after it:\n\
         {allow}a CHECK of the bounds is validated\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "rewrite-table",
        [
            "a table is written anew",
            "nobody reads or writes it until that ends, and it needs its size in space again",
            "-- By pg_repack, outside of migrations; from PostgreSQL 19 on: REPACK (CONCURRENTLY) \
         {table};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "move-table",
        [
            "a table moves, or changes how it is kept",
            "it is written anew under ACCESS EXCLUSIVE: nobody reads or writes it meanwhile",
            "-- By pg_repack, outside of migrations, or at a quiet hour:\n\
         {allow}a quiet hour, and few rows\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "refresh-view-blocking",
        [
            "a materialized view is made anew under ACCESS EXCLUSIVE",
            "nobody reads it until its query ends",
            "-- With a unique index on the view:\n\
         REFRESH MATERIALIZED VIEW CONCURRENTLY {view};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "lock-table",
        [
            "a table is locked by hand",
            "the lock stays until the whole migration ends",
            "-- Leave it out: each statement takes the lock that it needs, and `lock_timeout` \
         bounds the wait.\n\
         -- {commented};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "create-trigger",
        [
            "a trigger is added to a table in use",
            "it waits for every write under way, those behind it wait too, and each row costs \
         more from then on",
            "-- At a quiet hour:\n\
         {allow}a quiet hour\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "mutation-without-where",
        [
            "every row is changed at once",
            "each row stays locked until the end, the table doubles, and standbys fall behind",
            "-- As a backfill: in batches by key, each a transaction of its own. Or, for a table \
         that stays small:\n\
         {allow}the table stays small\n\
         {statement};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "domain-constraint",
        [
            "a domain has a constraint",
            "changing it reads every column of the domain under a lock, and adding such a column \
         rewrites the table",
            "-- The base type, with a CHECK on each column that needs it:\n\
         -- {commented};",
        ],
    ),
];
