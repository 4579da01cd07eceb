//! What a program that runs meanwhile does not survive, and what cannot be had back.

use super::{BOTH, Group, POSTGRES, Rule};

const GROUP: Group = Group::Breaking;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        GROUP,
        BOTH,
        "drop-column",
        [
            "a column is dropped",
            "programs that still run select and write it, and its values are gone",
            "-- 1. Take the field out of the model, and deploy.\n\
         -- 2. In a later migration:\n\
         {allow}no version that runs uses it\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "drop-table",
        [
            "a table is dropped",
            "programs that still run use it, and its rows are gone",
            "-- 1. Take the model out, and deploy; keep a copy of rows that may be wanted.\n\
         -- 2. In a later migration:\n\
         {allow}no version that runs uses it\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "replace-table",
        [
            "a table is dropped and made again",
            "every row is gone",
            "-- Change the table that is there, with ALTER TABLE; or, if its rows are not wanted:\n\
         {allow}nobody wants its rows\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "drop-database",
        [
            "a database is dropped",
            "everything in it is gone",
            "-- By hand, after a backup, and in no migration:\n\
         -- {commented};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "drop-schema",
        [
            "a schema is dropped",
            "everything in it may be gone",
            "-- By hand, after a backup; a tenant's schema by `orm_migrate::drop_tenant`:\n\
         -- {commented};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "drop-not-null",
        [
            "a column may be NULL from now on",
            "programs that still run fail to read a NULL",
            "-- 1. Deploy what reads it as an Option.\n\
         -- 2. In a later migration:\n\
         {allow}every version that runs takes NULL\n\
         {statement};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "drop-constraint",
        [
            "a constraint is dropped",
            "references, upserts and replication may need it, and rows that it would refuse come \
         in",
            "-- What stands in its place is made first, its index with CONCURRENTLY; then:\n\
         {allow}nothing needs it\n\
         {statement};",
        ],
    ),
    Rule::warning(
        GROUP,
        BOTH,
        "drop-object",
        [
            "something that statements use by name is dropped",
            "programs that still run fail, or do without what it did",
            "-- 1. Deploy what does without it.\n\
         -- 2. In a later migration:\n\
         {allow}no version that runs uses it\n\
         {statement};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "change-generated-expression",
        [
            "a generated column is made otherwise",
            "programs that still run expect the old value; a new expression rewrites the table \
         under ACCESS EXCLUSIVE",
            "-- 1. Add a column beside it and deploy what reads that.\n\
         -- 2. In a later migration:\n\
         {allow}no version that runs expects the old value\n\
         {statement};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "alter-identity",
        [
            "who numbers the rows changes",
            "inserts of programs that still run fail, or collide",
            "-- 1. Deploy what works with both.\n\
         -- 2. In a later migration:\n\
         {allow}every version that runs works with both\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "rename-column",
        [
            "a column gets another name",
            "programs that still run fail at once",
            "-- 1. Add the new column, and write both from the program or by a trigger.\n\
         -- 2. Fill it in batches, deploy what reads it, and drop the old one later.\n\
         -- Or, where everything may stop for the deployment:\n\
         {allow}nothing runs meanwhile\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "rename-table",
        [
            "a table gets another name",
            "programs that still run fail at once",
            "-- With the old name kept as a view, in one transaction, until nothing uses it:\n\
         {statement};\n\
         CREATE VIEW {table} AS SELECT * FROM {to};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "rename-schema",
        [
            "a schema gets another name",
            "programs that still run fail at once",
            "-- Make the new schema, write to both, and drop the old one later; or, where \
         everything may stop:\n\
         {allow}nothing runs meanwhile\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "rename-enum-label",
        [
            "a label of an enum type changes",
            "programs that still run write the old label, and fail to read the new one",
            "-- 1. Add the new label, and deploy what reads both.\n\
         -- 2. Update the rows in batches; the old label stays. Or, where everything may stop:\n\
         {allow}nothing runs meanwhile\n\
         {statement};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "rename-object",
        [
            "something gets another name",
            "statements that name it fail, such as ON CONFLICT ON CONSTRAINT",
            "-- If nothing that runs names it:\n\
         {allow}nothing names it\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "set-schema",
        [
            "something moves to another schema",
            "programs that still run look for it where it was",
            "-- With a view at the old place until nothing uses it:\n\
         {allow}a view stands at the old place\n\
         {statement};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "change-default",
        [
            "a column's default changes",
            "programs that still run insert rows that rely on the old one",
            "-- 1. Deploy what gives the value itself.\n\
         -- 2. In a later migration:\n\
         {allow}no version that runs relies on the old default\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "truncate",
        [
            "a table is emptied",
            "every row is gone, those of other tenants too: policies do not apply; with CASCADE \
         also those that refer to them",
            "-- Delete in batches, or drop a partition; or, if nobody wants the rows:\n\
         {allow}nobody wants its rows\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "drop-used-by-models",
        [
            "the models still have what is dropped",
            "the program that is deployed with this fails, and the next migration that is \
         generated makes it again",
            "-- Take it out of the model, and generate the migration from that:\n\
         -- {commented};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "drop-needed-index",
        [
            "an index is dropped that a reference or a model needs",
            "each delete of a referenced row reads the whole table, or nothing keeps values unique",
            "-- Make what stands in its place first, CONCURRENTLY on PostgreSQL; then:\n\
         {allow}another index does its work\n\
         {statement};",
        ],
    ),
];
