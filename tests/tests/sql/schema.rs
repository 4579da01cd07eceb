//! The statements that make and drop the shop's tables, and one of each type.

use super::book::Book;
use orm::Dialect;
use orm_migrate::{create_shared_sql, create_sql, create_tenant_sql, drop_sql};
use orm_tests::models::*;

pub async fn write(book: &mut Book) {
    let dialect = book.db().dialect();
    book.note("made", &create_sql(dialect, SHOP));
    book.note("dropped", &drop_sql(dialect, SHOP));
    book.note("every type", &create_sql(dialect, &[Everything::TABLE, Anything::TABLE]));
    book.note("every type, dropped", &drop_sql(dialect, &[Everything::TABLE, Anything::TABLE]));
    book.note("lengths and precisions", &create_sql(dialect, &[Badge::TABLE]));
    let keys = [Session::TABLE, Shipment::TABLE, Parcel::TABLE, Ticket::TABLE];
    book.note("keys of every shape", &create_sql(dialect, &keys));
    book.note("what no query shows", &create_sql(dialect, LIBRARY));
    book.note("what no query shows, dropped", &drop_sql(dialect, LIBRARY));
    book.note("indexes of tenants", &create_sql(dialect, &[Drawer::TABLE]));
    if dialect == Dialect::Postgres {
        book.note("what tenants with schemas share", &create_shared_sql(&[Drawer::TABLE]));
        book.note("a tenant's schema", &create_tenant_sql("one", &[Drawer::TABLE]));
    }
    book.note("a view is left out", &create_sql(dialect, &[CustomerTotal::TABLE]));
}
