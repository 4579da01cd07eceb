//! Row-level security: policies by which the server itself keeps tenants apart.

use crate::schema::{self, Command, Policy, RowSecurity, Schema, name};
use crate::sql::partition;
use orm::Dialect;
use orm::schema::{Table, Type};

/// The statements that switch row-level security on for those of these tables that have tenants, and make
/// their policies for the role that the program connects as; none for other tables and views. They are
/// PostgreSQL's (manual, 5.9).
///
/// Each table has two policies. `orm_tenant` is restrictive, and everybody's: whatever other policies allow,
/// a row is read and written only for the tenant that it belongs to. `orm_rows` is permissive, and this
/// role's: without one there would be no row at all. To let a program's own permissive policies decide within
/// a tenant, drop it. Rights to the tables are granted apart.
///
/// The tenant is the setting `orm.tenant_id`, which `orm` sets for each transaction
/// ([`DbBuilder::row_level_security`](orm::DbBuilder::row_level_security)). Where it is not set, or empty,
/// a statement fails, rather than finding no rows.
///
/// ```
/// use orm::Model;
///
/// #[derive(Model)]
/// #[model(tenant = tenant_id)]
/// pub struct Invoice {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub tenant_id: i64,
/// }
///
/// # fn main() {
/// let statements = orm_migrate::row_level_security_sql(&[Invoice::TABLE], "app");
/// let own = "(\"tenant_id\" = pg_catalog.current_setting('orm.tenant_id')::bigint)";
/// assert_eq!(
///     statements,
///     [
///         "ALTER TABLE \"invoices\" ENABLE ROW LEVEL SECURITY".to_owned(),
///         "ALTER TABLE \"invoices\" FORCE ROW LEVEL SECURITY".to_owned(),
///         format!(
///             "CREATE POLICY orm_tenant ON \"invoices\" AS RESTRICTIVE TO PUBLIC \
///              USING {own} WITH CHECK {own}"
///         ),
///         format!(
///             "CREATE POLICY orm_rows ON \"invoices\" AS PERMISSIVE TO \"app\" \
///              USING {own} WITH CHECK {own}"
///         ),
///     ]
/// );
/// # }
/// ```
pub fn row_level_security_sql(tables: &[&'static Table], role: &str) -> Vec<String> {
    let tables = tables.iter().filter(|table| !table.view);
    let tables = tables.flat_map(|table| Some((table, table.tenant?)));
    tables.flat_map(|(table, column)| policies(table, column, role)).collect()
}

fn policies(table: &Table, column: &str, role: &str) -> Vec<String> {
    let name = name(table).quoted(Dialect::Postgres);
    let own = own(table, column);
    let own = format!("USING ({own}) WITH CHECK ({own})");
    let role = Dialect::Postgres.quoted(role);
    let parts = table.partitioning.map(|_| partition::secured(&name));
    let mut statements = vec![
        format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"),
        // Otherwise the owner sees every row.
        format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"),
        format!("CREATE POLICY orm_tenant ON {name} AS RESTRICTIVE TO PUBLIC {own}"),
        // The same condition: nothing is open if somebody drops the other one. The planner sees it once.
        format!("CREATE POLICY orm_rows ON {name} AS PERMISSIVE TO {role} {own}"),
    ];
    // A statement that names a partition meets the partition's policies, not the table's.
    statements.extend(parts);
    statements
}

/// The condition that a row is the tenant's.
fn own(table: &Table, column: &str) -> String {
    let tenant = table.column(column).map_or(Type::Text, |column| column.ty);
    format!("{} = {}", Dialect::Postgres.quoted(column), current(tenant))
}

impl Schema {
    /// The same with row-level security for those of the models' tables that have tenants, as
    /// [`row_level_security_sql`] makes it; unchanged on SQLite.
    #[must_use]
    pub fn with_policies_for(mut self, role: &str, models: &[&'static Table]) -> Schema {
        if self.dialect != Dialect::Postgres {
            return self;
        }
        for model in models {
            let Some(column) = model.tenant else { continue };
            let is_it = |table: &&mut schema::Table| table.name == name(model);
            let Some(table) = self.tables.iter_mut().find(is_it) else { continue };
            let own = own(model, column);
            let policy = |name: &str, roles: Vec<String>| Policy {
                name: name.to_owned(),
                restrictive: roles.is_empty(),
                command: Command::All,
                roles,
                using: Some(own.clone()),
                check: Some(own.clone()),
            };
            table.row_security = RowSecurity { enabled: true, forced: true };
            table.policies.push(policy("orm_tenant", Vec::new()));
            table.policies.push(policy("orm_rows", vec![role.to_owned()]));
        }
        self
    }
}

/// The tenant of the transaction. The function is stable, so that an index finds the rows.
///
/// It fails where the setting was never there. After a transaction that had it, it is the empty text, which
/// no number and no UUID is; for texts, the name of a setting that nobody makes stands in its place, so
/// that it fails, too. The planner looks at that branch only if the text is empty.
fn current(ty: Type) -> String {
    const SETTING: &str = "pg_catalog.current_setting('orm.tenant_id')";
    let is_text = match ty {
        Type::Text => true,
        Type::Enum(labels) => !labels.native,
        _ => false,
    };
    if !is_text {
        return format!("{SETTING}::{}", Dialect::Postgres.type_name(ty));
    }
    format!(
        "CASE {SETTING} WHEN '' \
         THEN pg_catalog.current_setting('orm.tenant_id_is_empty') ELSE {SETTING} END"
    )
}
