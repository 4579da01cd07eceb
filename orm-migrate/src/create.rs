//! The statements that make tables.

use crate::schema::Schema;
use crate::sql::Place;
use orm::Dialect;
use orm::schema::Table;

/// The statements that make these tables, in the order of the list: schemas and enum types first,
/// foreign keys last (on SQLite: with their tables, which may refer to one that does not exist yet),
/// so that tables may refer to each other in circles. Views are left out.
pub fn create_sql(dialect: Dialect, tables: &[&'static Table]) -> Vec<String> {
    let schema = Schema::of_models(dialect, tables);
    let mut statements: Vec<_> = schema.create_schemas().chain(schema.create_enums()).collect();
    statements.extend(schema.create_tables(Place::default(), |_| true));
    statements
}

/// The statements that make what tenants with [schemas](orm::Tenancy::Schemas) share, on PostgreSQL:
/// of these tables, those without tenants, and the enum types of all.
pub fn create_shared_sql(tables: &[&'static Table]) -> Vec<String> {
    let schema = Schema::of_models(Dialect::Postgres, tables);
    let mut made = Schema::of_models(Dialect::Postgres, &shared(tables));
    for needed in schema.enums.iter().filter_map(|ty| ty.name.schema.clone()) {
        if !made.schemas.contains(&needed) {
            made.schemas.push(needed);
        }
    }
    let mut statements: Vec<_> = made.create_schemas().chain(schema.create_enums()).collect();
    statements.extend(schema.create_tables(Place::default(), |table| table.tenant.is_none()));
    statements
}

/// The statements that make a tenant's [schema](orm::Tenancy::Schemas) with this name, on PostgreSQL,
/// and in it those of these tables that have tenants. Their references lead to each other and to tables
/// that are shared; their types are the shared ones.
pub fn create_tenant_sql(schema: &str, tables: &[&'static Table]) -> Vec<String> {
    let all = Schema::of_models(Dialect::Postgres, tables);
    let mut statements = vec![format!("CREATE SCHEMA {}", Dialect::Postgres.quoted(schema))];
    let place = Place { tenant: Some(schema) };
    statements.extend(all.create_tables(place, |table| table.tenant.is_some()));
    statements
}

/// Of these tables, those that tenants with schemas share.
pub(crate) fn shared(tables: &[&'static Table]) -> Vec<&'static Table> {
    tables.iter().copied().filter(|table| !table.view && table.tenant.is_none()).collect()
}
