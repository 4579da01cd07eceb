//! Deletes of the rows that a query finds.

use super::Query;
use crate::db::{Sent, Writer};
use crate::error::Error;
use crate::model::{Model, Writable};
use crate::schema::Role;
use crate::scope::Reaches;
use crate::sql;
use crate::stmt::{self, Assignment, Deleted, Expr, Select};
use crate::value::Value;
use std::fmt;
use std::marker::PhantomData;

/// A delete of the rows that a query finds, not yet sent: soft if the model says so.
#[must_use = "a delete does nothing until `exec(&db)` is awaited"]
pub struct Delete<M> {
    rows: Select,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Query<M> {
    /// Deletes the rows that the query finds: softly if the model has `#[model(soft_delete)]`.
    pub fn delete(self) -> Delete<M>
    where
        M: Writable,
    {
        Delete { rows: self.into_select(), model: PhantomData }
    }

    /// Takes back the soft delete of the rows that the query finds among the deleted.
    pub fn restore(mut self) -> super::Update<M>
    where
        M: Writable,
    {
        let set = M::TABLE.columns().filter(|(_, column)| column.role == Role::SoftDelete);
        let set: Vec<_> = set
            .map(|(column, definition)| Assignment {
                column,
                value: Expr::Value(Value::Null(definition.ty)),
            })
            .collect();
        self = self.only_deleted();
        super::Update::of(stmt::Update { rows: self.into_select(), set, returning: Vec::new() })
    }
}

impl<M: Model> Delete<M> {
    /// Removes the rows themselves, deleted softly or not.
    pub fn hard(mut self) -> HardDelete<M> {
        if self.rows.deleted == Deleted::Hidden {
            self.rows.deleted = Deleted::Shown;
        }
        HardDelete { rows: self.rows, model: PhantomData }
    }

    /// Deletes the rows and says how many there were.
    ///
    /// # Errors
    /// [`is_foreign_key_violation`](Error::is_foreign_key_violation) if other rows still refer to
    /// one, and those of [`Query::all`].
    pub async fn exec<E: Writer + Reaches<M::Scope> + ?Sized>(self, db: &E) -> Result<u64, Error> {
        let target = db.target();
        let (statement, operation) = super::by_key::delete_statement(target.context(), self.rows)?;
        target.execute(statement, Sent::write(operation, M::TABLE)).await
    }
}

impl<M: Model> fmt::Debug for Delete<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Delete of {}: {:?}", M::TABLE.model, self.rows)
    }
}

/// A delete that removes the rows themselves, whatever the model says.
#[must_use = "a delete does nothing until `exec(&db)` is awaited"]
pub struct HardDelete<M> {
    rows: Select,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> HardDelete<M> {
    /// Removes the rows and says how many there were.
    ///
    /// # Errors
    /// Those of [`Delete::exec`].
    pub async fn exec<E: Writer + Reaches<M::Scope> + ?Sized>(self, db: &E) -> Result<u64, Error> {
        let target = db.target();
        let delete = stmt::Delete { rows: self.rows };
        let statement = sql::delete(target.context(), &delete)?;
        target.execute(statement, Sent::write("DELETE", M::TABLE)).await
    }
}

impl<M: Model> fmt::Debug for HardDelete<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HardDelete of {}: {:?}", M::TABLE.model, self.rows)
    }
}
