//! What would mix the rows of tenants, or takes long because there are many.

use super::{BOTH, Group, POSTGRES, Rule};

const GROUP: Group = Group::Tenants;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        GROUP,
        BOTH,
        "key-without-tenant",
        [
            "a unique key of a tenant's table does not name the tenant",
            "a value that one tenant has is refused to another, who so learns of it",
            "-- With the tenant in front: ({tenant}, {columns})\n\
         -- {commented};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "reference-without-tenant",
        [
            "a reference between tenants' tables does not name the tenant",
            "a row may refer to another tenant's, and whether that exists can be found out",
            "-- FOREIGN KEY ({tenant}, {columns}), to a key of the other table that begins with \
         its tenant:\n\
         -- {commented};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "row-security-without-policy",
        [
            "row-level security is switched on without a policy",
            "nobody but the owner and superusers sees a row",
            "{statement};\n\
         CREATE POLICY orm_tenant ON {table} AS RESTRICTIVE USING (true);\n\
         -- The policies that `orm_migrate::row_level_security_sql` gives: `true` stands for \
         their condition.",
        ],
    ),
    Rule::warning(
        GROUP,
        BOTH,
        "tenant-fan-out",
        [
            "this runs once a tenant, and there are many",
            "the statements of all tenants together take long, and some may fail on the way",
            "-- {tenants} tenants, {count} statements in all. First with `--tenant` for a few, \
         then with `--all-tenants`\n\
         -- and few workers; what fills rows as a backfill instead.\n\
         {allow}tried with a few tenants first\n\
         {statement};",
        ],
    ),
];
