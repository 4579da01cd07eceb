//! One relation for many rows: a statement, and its rows in a group for each parent.

use super::keys::Keys;
use super::row::{Deliver, RowOf, Work, complete};
use super::tree::{LoadNode, Way};
use super::{Fetch, HasSlot};
use crate::db::{Line, Sent};
use crate::error::Error;
use crate::path::Relation;
use crate::row::{DecodeError, Row};
use crate::schema::RelationKind;
use crate::sql::{self, Begins};
use crate::stmt::{self, Expr, Hops, Select};
use crate::value::text_form;
use futures_util::FutureExt;
use std::borrow::Borrow;
use std::sync::Arc;

/// Fetches a relation, everything below it, and puts it in its place. Nothing is sent for parents
/// that refer to nothing.
pub(super) fn fetch<'a, R: Relation, P: HasSlot<R>, T: RowOf<R::To>>(
    work: &mut Work<'_, 'a, P>,
    load: &'a Arc<LoadNode>,
    put: impl Fn(&mut P, Vec<T>) -> Result<(), Error> + Send + 'static,
) {
    let parents = work.rows.iter().map(|row| <P as Borrow<R::From>>::borrow(row));
    let keys = Keys::of(R::DATA, work.line.context().reach, parents);
    // Rows of another tenant have no key here; what they need is missing, which is for `put` to say.
    let needed = matches!(R::DATA.kind, RelationKind::ToOne { optional: false, .. });
    if keys.is_empty() && !(needed && keys.parents() > 0) {
        return;
    }
    let line = work.line;
    let job = async move {
        let mut groups = match keys.is_empty() {
            true => (0..keys.parents()).map(|_| Vec::new()).collect(),
            false => groups::<R::To, T>(keys, load, line).await?,
        };
        if load.loads.fetch() {
            let mut rows: Vec<&mut T> = groups.iter_mut().flatten().collect();
            complete::<R::To, T>(&mut rows, &load.loads, line).await?;
        }
        let deliver: Deliver<P> = Box::new(move |parents| {
            parents.iter_mut().zip(groups).try_for_each(|(parent, rows)| put(parent, rows))
        });
        Ok(deliver)
    };
    work.jobs.push(job.boxed());
}

/// The related rows of each parent, in the order of the parents. They go from the connection straight
/// into their groups; a row that several parents share is read once for each.
async fn groups<M, T: RowOf<M>>(
    mut keys: Keys,
    load: &Arc<LoadNode>,
    line: &Line<'_>,
) -> Result<Vec<Vec<T>>, Error> {
    let Way::Fetched(fetch) = &load.way else {
        return Err(Error::unsupported("a relation is fetched that is there already"));
    };
    let asked = asked(load, fetch, &mut keys);
    let begins = Begins::of(&asked);
    let statement = sql::load(line.context(), &asked)?;
    drop(asked);
    let sent = Sent::read((load.relation.target)());
    let empty = (0..keys.parents()).map(|_| Vec::new()).collect();
    let load = Arc::clone(load);
    line.fold(&statement, sent, empty, move |groups: &mut Vec<Vec<T>>, row: &mut Row<'_>| {
        let parents = match begins {
            Begins::Key(ty) => {
                let key = text_form::column(row, ty)?;
                keys.parents_with(key).ok_or_else(|| DecodeError::unknown_key(0))?
            }
            Begins::Row(ty, at) => {
                row.seek(at);
                let key = text_form::column(row, ty)?;
                row.seek(0);
                keys.parents_with(key).ok_or_else(|| DecodeError::unknown_key(at))?
            }
            Begins::Number => keys.parents_of(row.get()?),
            Begins::Numbers => {
                let number = row.get()?;
                row.skip(1);
                keys.parents_of(number)
            }
        };
        let start = row.index();
        for parent in parents {
            row.seek(start);
            groups[*parent as usize].push(T::read(row, &load.loads)?);
        }
        Ok(())
    })
    .await
}

fn asked(load: &LoadNode, fetch: &Fetch, keys: &mut Keys) -> stmt::Load {
    let target = (load.relation.target)();
    let mut select = Select::new(target);
    if let Some(columns) = &fetch.columns {
        select.columns.clone_from(columns);
    }
    load.loads.columns(target, &Hops::new(), &mut select.columns);
    if let Some(through) = fetch.through {
        select.columns.push(Expr::Row { hops: vec![through] });
    }
    select.filter.clone_from(&fetch.filter);
    select.order.clone_from(&fetch.order);
    select.limit = fetch.limit;
    select.offset = fetch.offset;
    select.deleted = fetch.deleted;
    stmt::Load { select, relation: load.relation, keys: keys.take_values() }
}
