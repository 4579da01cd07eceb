//! The rows between the two ends of a many-to-many relation: made and removed, one statement each.

use super::{Related, Scope, equal, own, type_of};
use crate::db::{Sent, Target, Writer};
use crate::error::Error;
use crate::load::KeySet;
use crate::model::{IntoKey, Key};
use crate::path::ThroughRelation;
use crate::query::{column_expr, delete_of, delete_statement, kept, rows_in};
use crate::schema::{ForeignKey, Relation, RelationKind, Role, Table};
use crate::scope::Reaches;
use crate::sql;
use crate::stmt::{Assignment, CompareOp, Conflict, Expr, Insert, OnConflict, Select};
use crate::value::Value;

/// The table between and its two keys.
#[derive(Clone, Copy)]
struct Link {
    table: &'static Table,
    near: &'static ForeignKey,
    far: &'static ForeignKey,
}

impl Link {
    fn of(relation: &Relation) -> Option<Link> {
        match relation.kind {
            RelationKind::ManyToMany { through, near, far, .. } => {
                Some(Link { table: through(), near, far })
            }
            _ => None,
        }
    }
}

/// That a row is linked to the one with this key.
pub(super) fn linked(relation: &Relation, key: &[Value], tenant: Option<Value>) -> Expr {
    let Some(link) = Link::of(relation) else { return Expr::Or(Vec::new()) };
    let mut between = Select::new(link.table);
    between.filter = equal(link.near.columns, key);
    // A row that is nobody's has links of all tenants: each leads to a row of its own one.
    let far_tenant = (link.far.target)().tenant.filter(|_| tenant.is_none());
    let tenants = link.table.tenant.zip(far_tenant);
    between.tenant = tenant;
    if let ([far], [referenced], None) = (link.far.columns, link.far.referenced(), tenants) {
        between.columns = vec![own(far)];
        let (ty, query) = (type_of(link.table, far), Box::new(between));
        return Expr::InQuery { ty, expr: Box::new(own(referenced)), query };
    }
    between.columns = Vec::new();
    let pairs = link.far.columns.iter().copied().zip(link.far.referenced().iter().copied());
    let pairs = pairs.chain(tenants);
    between.filter.extend(pairs.map(|(far, referenced)| Expr::Compare {
        op: CompareOp::Eq,
        ty: type_of(link.table, far),
        lhs: Box::new(own(far)),
        rhs: Box::new(Expr::Outer(Box::new(own(referenced)))),
    }));
    Expr::Exists(Box::new(between))
}

impl<R: ThroughRelation> Related<R> {
    /// Links rows to this one, by their keys, and says how many links are new. Those that are linked
    /// already stay so: the model between needs its two keys as its primary key or a unique set, or
    /// the link is made again. No keys: nothing is sent.
    ///
    /// # Errors
    /// [`is_foreign_key_violation`](Error::is_foreign_key_violation) if there is no row with a key,
    /// [`is_unsupported`](Error::is_unsupported) if the model between has other columns that need a
    /// value (create its rows yourself then), [`is_unscoped`](Error::is_unscoped) if this row is another
    /// tenant's, and those of [`Query::all`](crate::Query::all).
    pub async fn add<K: IntoKey<R::FarKey>, E: Writer + Reaches<Scope<R>> + ?Sized>(
        self,
        db: &E,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<u64, Error> {
        let keys = far_keys::<R, K>(keys);
        if keys.is_empty() {
            return Ok(0);
        }
        let target = db.target();
        self.is_reached(target)?;
        let insert = self.links(&keys)?;
        let sent = Sent::write("INSERT", insert.table).batch(insert.rows);
        target.execute(sql::insert(target.context(), insert)?, sent).await
    }

    /// Ends the links to rows with these keys, and says how many there were; softly if the model
    /// between has `#[model(soft_delete)]`. No keys: nothing is sent.
    ///
    /// # Errors
    /// Those of [`Query::all`](crate::Query::all).
    pub async fn remove<K: IntoKey<R::FarKey>, E: Writer + Reaches<Scope<R>> + ?Sized>(
        self,
        db: &E,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<u64, Error> {
        let keys = far_keys::<R, K>(keys);
        if keys.is_empty() {
            return Ok(0);
        }
        let mut rows = self.between()?;
        rows.filter.push(is_one_of(self.link()?, &keys));
        delete(db.target(), rows).await
    }

    /// Ends all links of this row, and says how many there were.
    ///
    /// # Errors
    /// Those of [`Query::all`](crate::Query::all).
    pub async fn clear<E: Writer + Reaches<Scope<R>> + ?Sized>(self, db: &E) -> Result<u64, Error> {
        delete(db.target(), self.between()?).await
    }

    /// Links this row to the rows with these keys and to no others. Links that stay are not touched.
    ///
    /// PostgreSQL does it in one statement, SQLite in two, inside a transaction.
    ///
    /// # Errors
    /// Those of [`add`](Self::add).
    pub async fn set<K: IntoKey<R::FarKey>, E: Writer + Reaches<Scope<R>> + ?Sized>(
        self,
        db: &E,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<(), Error> {
        let keys = far_keys::<R, K>(keys);
        if keys.is_empty() {
            return self.clear(db).await.map(drop);
        }
        let target = db.target();
        self.is_reached(target)?;
        let mut others = self.between()?;
        others.filter.push(Expr::Not(Box::new(is_one_of(self.link()?, &keys))));
        let insert = self.links(&keys)?;
        if target.dialect() == sql::Dialect::Postgres {
            // As one statement (PostgreSQL manual, 7.8.4, "Data-Modifying Statements in WITH"): both see
            // the rows as they were, so that a new link which meets one of the removed in another unique
            // set is refused.
            let (table, rows) = (insert.table, insert.rows);
            let statement = sql::with(target.context(), &delete_of(others), insert)?;
            target.execute(statement, Sent::write("INSERT", table).batch(rows)).await?;
            return Ok(());
        }
        let tx = target.begin().await?;
        let within = target.inside(&tx);
        delete(within, others).await?;
        let sent = Sent::write("INSERT", insert.table).batch(insert.rows);
        within.execute(sql::insert(target.context(), insert)?, sent).await?;
        tx.commit().await
    }

    fn link(&self) -> Result<Link, Error> {
        Link::of(R::DATA)
            .ok_or_else(|| Error::unsupported("links of a relation without a model between"))
    }

    /// The rows between that belong to this row.
    fn between(&self) -> Result<Select, Error> {
        let link = self.link()?;
        let mut select = Select::new(link.table);
        select.filter = equal(link.near.columns, &self.key);
        select.tenant = self.tenant.clone();
        Ok(select)
    }

    /// New rows between, to rows with these keys.
    fn links(&self, keys: &[Vec<Value>]) -> Result<Insert, Error> {
        let link = self.link()?;
        let is_key =
            |name: &str| link.near.columns.contains(&name) || link.far.columns.contains(&name);
        let given = |role| matches!(role, Role::Value | Role::Key);
        if self.key.iter().any(Value::is_null) {
            return Err(super::no_key(R::DATA));
        }
        for (name, column) in link.table.columns() {
            let needed = given(column.role) && !column.nullable && column.default.is_none();
            if needed && !is_key(&name.to_string()) {
                return Err(Error::unsupported(format!(
                    "a link without a value for `{name}` of `{}`: create its rows instead",
                    link.table.model
                )));
            }
        }
        let mut keys = keys.iter();
        let mut insert = rows_in(link.table, keys.len(), |values| {
            let Some(far) = keys.next() else { return false };
            let columns = link.table.columns().filter(|(_, column)| given(column.role));
            values.extend(columns.map(|(name, column)| {
                let name = name.to_string();
                let at = |key: &ForeignKey| key.columns.iter().position(|other| **other == name);
                match (at(link.near), at(link.far)) {
                    (Some(at), _) => Some(self.key[at].clone()),
                    (_, Some(at)) => Some(far[at].clone()),
                    _ => (column.nullable && column.default.is_none())
                        .then_some(Value::Null(column.ty)),
                }
            }));
            true
        });
        insert.on_conflict = once(link);
        Ok(insert)
    }
}

/// A link that is there already stays; one that was deleted softly is there again. Without a unique set
/// of the two keys nothing tells that it is there, and another set's violation is the caller's to hear of.
fn once(link: Link) -> Option<OnConflict> {
    let is_key = |column: &&str| {
        link.near.columns.contains(column)
            || link.far.columns.contains(column)
            || link.table.tenant == Some(*column)
    };
    let keys = link.near.columns.iter().chain(link.far.columns);
    let uniques = link.table.uniques.iter().map(|unique| unique.columns);
    let pair = std::iter::once(link.table.primary_key)
        .chain(uniques)
        .find(|set| set.iter().all(is_key) && keys.clone().all(|key| set.contains(key)))?;
    let deleted = link.table.columns().find(|(_, column)| column.role == Role::SoftDelete);
    let action = match deleted {
        Some((column, definition)) => {
            let null = Expr::Value(Value::Null(definition.ty));
            let set = kept(link.table, vec![Assignment { column, value: null }]);
            let gone = Expr::IsNull { expr: Box::new(column_expr(column)), negated: true };
            Conflict::Update { set, filter: vec![gone] }
        }
        None => Conflict::Nothing,
    };
    Some(OnConflict { target: Some(pair), action })
}

/// The values of keys, each once.
fn far_keys<R: ThroughRelation, K: IntoKey<R::FarKey>>(
    keys: impl IntoIterator<Item = K>,
) -> Vec<Vec<Value>> {
    let mut seen = KeySet::default();
    keys.into_iter().map(|key| key.into_key().values()).filter(|key| seen.is_new(key)).collect()
}

/// That a row between leads to one of these keys.
fn is_one_of(link: Link, keys: &[Vec<Value>]) -> Expr {
    if let [far] = link.far.columns {
        let values: Vec<Value> = keys.iter().flatten().cloned().collect();
        let ty = type_of(link.table, far);
        return Expr::InList { ty, expr: Box::new(own(far)), values };
    }
    Expr::Or(keys.iter().map(|key| Expr::And(equal(link.far.columns, key))).collect())
}

async fn delete(target: Target<'_>, rows: Select) -> Result<u64, Error> {
    let table = rows.table;
    let (statement, operation) = delete_statement(target.context(), rows)?;
    target.execute(statement, Sent::write(operation, table)).await
}
