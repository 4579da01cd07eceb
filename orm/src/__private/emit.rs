//! What generated constants and bodies are made with.

use crate::model::{ForeignKeyIn, LinksTo, Model, Refers, UniqueIn};
use crate::query::Selection;
use crate::schema::{Column, Relation, RelationKind, Table};
use crate::scope::{Global, RefersTo};
use crate::stmt;
use crate::value::Value;
use std::fmt;
use std::marker::PhantomData;

/// The table of a model, as a function: tables refer to each other in circles.
pub fn table<M: Model>() -> &'static Table {
    M::TABLE
}

/// A relation over the model's own key.
pub const fn to_one_data<From: ForeignKeyIn<FIELD>, const FIELD: u64>(
    name: &'static str,
    optional: bool,
) -> Relation {
    Relation {
        name,
        target: From::KEY.target,
        kind: RelationKind::ToOne { key: From::KEY, optional },
    }
}

/// A relation over the key in a field of another model.
pub const fn has_many_data<Child, Parent, const FIELD: u64>(name: &'static str) -> Relation
where
    Child: ForeignKeyIn<FIELD, To: IsParent<Parent>>,
{
    Relation { name, target: table::<Child>, kind: RelationKind::HasMany { key: Child::KEY } }
}

/// A relation over the key in a unique field of another model.
pub const fn has_one_data<Child, Parent, const FIELD: u64>(name: &'static str) -> Relation
where
    Child: ForeignKeyIn<FIELD, To: IsParent<Parent>> + UniqueIn<FIELD>,
{
    Relation { name, target: table::<Child>, kind: RelationKind::HasOne { key: Child::KEY } }
}

/// A relation over the two keys of a model between.
pub const fn many_to_many_data<Through, From, To>(name: &'static str) -> Relation
where
    Through: LinksTo<From> + LinksTo<To>,
    From: Model,
    To: Model,
{
    let near = <Through as LinksTo<From>>::KEY;
    let far = <Through as LinksTo<To>>::KEY;
    let link = const { &link_data::<Through, From>() };
    let kind = RelationKind::ManyToMany { through: table::<Through>, near, far, link };
    Relation { name, target: table::<To>, kind }
}

/// The way to the row between. Its name is none that a relation of a model can have.
const fn link_data<Through: LinksTo<From>, From>() -> Relation {
    let key = <Through as LinksTo<From>>::KEY;
    let kind = RelationKind::ToOne { key, optional: false };
    Relation { name: "(through)", target: table::<Through>, kind }
}

/// The model that a relation's key leads back to.
#[diagnostic::on_unimplemented(
    message = "this foreign key refers to `{Self}`, not to `{Parent}`",
    label = "must be a field with `#[model(references = {Parent})]`"
)]
pub trait IsParent<Parent> {}
impl<T> IsParent<T> for T {}

/// Refuses columns whose types are not those of the key that they refer to together.
pub const fn assert_refers_together<Fields: Refers<Key>, Key>() {}

/// Refuses a reference from rows of one scope to rows of another one.
pub const fn assert_within<From: RefersTo<To>, To>() {}

/// A scope of rows to which a tenant's row may refer by a reference that is emptied on an update.
#[diagnostic::on_unimplemented(
    message = "a new key of this model's row would empty the tenant's column where it is referred to",
    label = "the rows of this model belong to tenants",
    note = "the reference has the tenant's column, too, and PostgreSQL's `ON UPDATE SET NULL` and `SET DEFAULT` are for all of its columns: write `on_update = cascade`, or leave `on_update` out"
)]
pub trait MayEmpty {}
impl MayEmpty for Global {}

/// Refuses a reference whose action on an update would reach the tenant's column.
pub const fn assert_may_empty<To: MayEmpty>() {}

/// The values of an embedded struct that is left out.
pub fn leave_out(columns: &[Column], out: &mut Vec<Option<Value>>) {
    out.extend(columns.iter().map(|_| None));
}

/// `Debug` of a struct that shows which fields have a value, and no value.
pub fn debug_fields(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &[(&str, bool)],
) -> fmt::Result {
    let mut out = f.debug_struct(name);
    for (field, given) in fields {
        if *given {
            out.field(field, &format_args!(".."));
        }
    }
    out.finish()
}

/// Calls the closure of a projection, whose parameter has the type of `fields`.
pub fn apply<F: Copy, T>(fields: F, expr: impl FnOnce(F) -> T) -> T {
    expr(fields)
}

/// Selects the expression for a field of a projection.
pub fn project<M, E: Selection<M>>(expr: E, out: &mut Vec<stmt::Expr>) -> Projected<E::Output> {
    expr.columns(out);
    Projected(PhantomData)
}

/// What was selected for a field of a projection.
#[derive(Debug)]
pub struct Projected<Value>(PhantomData<Value>);

impl<Value> Projected<Value> {
    /// Refuses a field of another type.
    ///
    /// A method, so that the compiler knows `Value` when it asks, rather than takes it from `Field`.
    pub fn into_field<Field: ProjectedFrom<Value>>(self) {}
}

/// A field of a projection holds what its expression gives.
#[diagnostic::on_unimplemented(
    message = "this field has the type `{Self}`, but its expression gives `{Value}`",
    label = "must be `{Value}`"
)]
pub trait ProjectedFrom<Value> {}
impl<T> ProjectedFrom<T> for T {}
