//! What the statements of all families are made of. The fields and relations that are asked for have the same
//! names in each; their types, and what else there is, differ.

use super::oracle::Traits;
use orm::schema::Table;
use orm::value::DbType;
use orm::{Error, Tenant};
use std::ops::Deref;

/// A family, to the statements. A row is named by its code, whatever its key is; where a value of another row
/// is looked up, `via` says by whom.
pub(crate) trait Family {
    type Id: DbType;

    const TABLES: &'static [&'static Table];
    const TRAITS: Traits;
    /// Everything that a tenant has, with `@` before each table's name.
    const LOOK: &'static str;

    fn id(number: i32) -> Self::Id;
    /// The id as the database writes it.
    fn id_text(number: i32) -> String;

    async fn add_top(t: &Tenant<Self::Id>, code: i32, mark: i32) -> Result<(), Error>;
    async fn add_label(t: &Tenant<Self::Id>, code: i32, mark: i32) -> Result<(), Error>;
    /// Nothing, if there is nothing to refer to.
    async fn add_row(
        t: &Tenant<Self::Id>,
        via: &Tenant<Self::Id>,
        new: [i32; 2],
        of: [Option<i32>; 2],
        upsert: bool,
    ) -> Result<Option<()>, Error>;
    async fn add_part(
        t: &Tenant<Self::Id>,
        via: &Tenant<Self::Id>,
        new: [i32; 2],
        row: i32,
    ) -> Result<Option<()>, Error>;
    /// Nothing, if the row is not there, or the label cannot be named.
    async fn link(
        t: &Tenant<Self::Id>,
        via: &Tenant<Self::Id>,
        row: i32,
        label: i32,
        is_added: bool,
    ) -> Result<Option<u64>, Error>;

    async fn change_rows(t: &Tenant<Self::Id>, least: i32, mark: i32) -> Result<u64, Error>;
    async fn change_row(t: &Tenant<Self::Id>, code: i32, mark: i32) -> Result<bool, Error>;
    async fn remove_rows(t: &Tenant<Self::Id>, least: i32) -> Result<u64, Error>;
    async fn remove_row(t: &Tenant<Self::Id>, code: i32) -> Result<bool, Error>;
    async fn remove_top(t: &Tenant<Self::Id>, code: i32) -> Result<u64, Error>;
    async fn remove_part(t: &Tenant<Self::Id>, code: i32) -> Result<u64, Error>;
    async fn remove_label(t: &Tenant<Self::Id>, code: i32) -> Result<u64, Error>;
    /// What becomes of another tenant's row here: the errors, and how many rows are related to it.
    async fn strange(
        t: &Tenant<Self::Id>,
        other: &Tenant<Self::Id>,
        code: i32,
    ) -> Result<(Vec<Error>, i64), Error>;

    /// The codes and marks of the rows whose mark is as great.
    async fn rows(t: &Tenant<Self::Id>, least: i32) -> Result<Vec<(i32, i32)>, Error>;
    async fn by_key(
        t: &Tenant<Self::Id>,
        via: &Tenant<Self::Id>,
        code: i32,
    ) -> Result<Option<(i32, i32)>, Error>;
    /// Rows by what they refer to: those of a top, or with a label.
    async fn asked(t: &Tenant<Self::Id>, top: i32, label: i32) -> Result<Vec<i32>, Error>;
    async fn tree(t: &Tenant<Self::Id>) -> Result<Vec<(i32, Vec<Around>)>, Error>;
    async fn joined(t: &Tenant<Self::Id>) -> Result<Vec<(i32, Vec<i32>, Vec<i32>)>, Error>;
    async fn counts(t: &Tenant<Self::Id>) -> Result<Vec<(i32, i64, i64)>, Error>;
    async fn labels(t: &Tenant<Self::Id>) -> Result<Vec<(i32, Vec<i32>)>, Error>;
}

/// A row, and the codes of its boss, its parts and its labels.
pub(crate) type Around = (i32, Vec<i32>, Vec<i32>, Vec<i32>);

/// A row that has a code.
pub(crate) trait Coded {
    fn code(&self) -> i32;
}

/// The codes of what was loaded: a row, one that may be absent, or several, in the order of their codes.
pub(crate) trait Codes {
    fn codes(self) -> Vec<i32>;
}

impl<T: Deref<Target: Coded>> Codes for Option<T> {
    fn codes(self) -> Vec<i32> {
        self.iter().map(|row| row.code()).collect()
    }
}

impl<T: Coded> Codes for &T {
    fn codes(self) -> Vec<i32> {
        vec![self.code()]
    }
}

impl<T: Coded> Codes for &[T] {
    fn codes(self) -> Vec<i32> {
        let mut codes: Vec<i32> = self.iter().map(Coded::code).collect();
        codes.sort_unstable();
        codes
    }
}

/// The statements over the models of the module around.
macro_rules! drive {
    () => {
        pub(crate) struct Made;

        drive!(coded Top, Row, Part, Label);

        impl Family for Made {
            type Id = Id;

            const TABLES: &'static [&'static Table] =
                &[Top::TABLE, Row::TABLE, Part::TABLE, Label::TABLE, Link::TABLE];
            const TRAITS: Traits = TRAITS;
            const LOOK: &'static str = LOOK;

            fn id(number: i32) -> Id {
                id(number)
            }

            fn id_text(number: i32) -> String {
                id_text(number)
            }

            async fn add_top(t: &Tenant<Id>, code: i32, mark: i32) -> Result<(), Error> {
                Top::create(t, new_top(code, mark)).await.map(drop)
            }

            async fn add_label(t: &Tenant<Id>, code: i32, mark: i32) -> Result<(), Error> {
                Label::create(t, new_label(code, mark)).await.map(drop)
            }

            async fn add_row(
                t: &Tenant<Id>,
                via: &Tenant<Id>,
                [code, mark]: [i32; 2],
                [top, boss]: [Option<i32>; 2],
                upsert: bool,
            ) -> Result<Option<()>, Error> {
                let top = match top {
                    Some(top) => match top_value(via, top).await? {
                        None => return Ok(None),
                        top => top,
                    },
                    None => None,
                };
                let boss = match boss {
                    Some(boss) => match boss_value(via, boss).await? {
                        None => return Ok(None),
                        boss => boss,
                    },
                    None => None,
                };
                let new = new_row(code, mark, top, boss);
                if upsert {
                    let met = Row::insert_many([new]).on_conflict(|r| r.code);
                    met.do_update(|r| r.mark.set_excluded()).exec(t).await?;
                } else {
                    Row::create(t, new).await?;
                }
                Ok(Some(()))
            }

            async fn add_part(
                t: &Tenant<Id>,
                via: &Tenant<Id>,
                [code, mark]: [i32; 2],
                row: i32,
            ) -> Result<Option<()>, Error> {
                match row_value(via, row).await? {
                    None => Ok(None),
                    row => Part::create(t, new_part(code, mark, row)).await.map(|_| Some(())),
                }
            }

            async fn link(
                t: &Tenant<Id>,
                via: &Tenant<Id>,
                row: i32,
                label: i32,
                is_added: bool,
            ) -> Result<Option<u64>, Error> {
                let row = Row::query().filter(|r| r.code.eq(row)).optional(t).await?;
                let (Some(row), Some(label)) = (row, label_value(via, label).await?) else {
                    return Ok(None);
                };
                match is_added {
                    true => row.labels().add(t, [label]).await.map(Some),
                    false => row.labels().remove(t, [label]).await.map(Some),
                }
            }

            async fn change_rows(t: &Tenant<Id>, least: i32, mark: i32) -> Result<u64, Error> {
                let rows = Row::query().filter(|r| r.mark.ge(least));
                rows.update(|r| r.mark.set(mark)).exec(t).await
            }

            async fn change_row(t: &Tenant<Id>, code: i32, mark: i32) -> Result<bool, Error> {
                let row = Row::query().filter(|r| r.code.eq(code)).optional(t).await?;
                let Some(row) = row else { return Ok(false) };
                let patch = row::Patch { mark: Some(mark), ..Default::default() };
                row.update(t, patch).await.map(|_| true)
            }

            async fn remove_rows(t: &Tenant<Id>, least: i32) -> Result<u64, Error> {
                Row::query().filter(|r| r.mark.ge(least)).delete().exec(t).await
            }

            async fn remove_row(t: &Tenant<Id>, code: i32) -> Result<bool, Error> {
                match Row::query().filter(|r| r.code.eq(code)).optional(t).await? {
                    Some(row) => row.delete(t).await.map(|_| true),
                    None => Ok(false),
                }
            }

            async fn remove_top(t: &Tenant<Id>, code: i32) -> Result<u64, Error> {
                Top::query().filter(|m| m.code.eq(code)).delete().exec(t).await
            }

            async fn remove_part(t: &Tenant<Id>, code: i32) -> Result<u64, Error> {
                Part::query().filter(|m| m.code.eq(code)).delete().exec(t).await
            }

            async fn remove_label(t: &Tenant<Id>, code: i32) -> Result<u64, Error> {
                Label::query().filter(|m| m.code.eq(code)).delete().exec(t).await
            }

            async fn strange(
                t: &Tenant<Id>,
                other: &Tenant<Id>,
                code: i32,
            ) -> Result<(Vec<Error>, i64), Error> {
                let row = Row::query().filter(|r| r.code.eq(code)).optional(other).await?;
                let Some(row) = row else { return Ok((Vec::new(), 0)) };
                let related = row.minions().count(t).await? + row.labels().count(t).await?;
                let patch = row::Patch { mark: Some(0), ..Default::default() };
                let mut errors = vec![row.clone().update(t, patch).await.map(drop)];
                errors.push(row.reload(t).await.map(drop));
                if let Some(label) = label_value(t, code).await? {
                    errors.push(row.labels().add(t, [label]).await.map(drop));
                }
                errors.push(row.delete(t).await.map(drop));
                let refused = |done: Result<(), Error>| done.expect_err("it is another tenant's");
                Ok((errors.into_iter().map(refused).collect(), related))
            }

            async fn rows(t: &Tenant<Id>, least: i32) -> Result<Vec<(i32, i32)>, Error> {
                let rows = Row::query().filter(|r| r.mark.ge(least)).order_by(|r| r.code.asc());
                Ok(rows.all(t).await?.iter().map(|row| (row.code, row.mark)).collect())
            }

            async fn by_key(
                t: &Tenant<Id>,
                via: &Tenant<Id>,
                code: i32,
            ) -> Result<Option<(i32, i32)>, Error> {
                let Some(key) = key(via, code).await? else { return Ok(None) };
                Ok(Row::find(t, key).await?.map(|row| (row.code, row.mark)))
            }

            async fn asked(t: &Tenant<Id>, top: i32, label: i32) -> Result<Vec<i32>, Error> {
                let rows = Row::query()
                    .filter(|r| r.top().code.eq(top) | r.labels().any(|l| l.code.eq(label)));
                rows.order_by(|r| r.code.asc()).select(|r| r.code).all(t).await
            }

            async fn tree(t: &Tenant<Id>) -> Result<Vec<(i32, Vec<Around>)>, Error> {
                let tops = Top::query().order_by(|t| t.code.asc()).prefetch_related(|t| {
                    let rows = t.rows().order_by(|r| r.code.asc());
                    rows.with(|r| (r.boss(), r.parts(), r.labels()))
                });
                let mut all = Vec::new();
                for top in tops.all(t).await? {
                    let rows = top.rows().iter().map(|row| {
                        let (boss, parts) = (row.boss().codes(), row.parts().codes());
                        (row.code, boss, parts, row.labels().codes())
                    });
                    all.push((top.code, rows.collect()));
                }
                Ok(all)
            }

            async fn joined(t: &Tenant<Id>) -> Result<Vec<(i32, Vec<i32>, Vec<i32>)>, Error> {
                let rows = Row::query().order_by(|r| r.code.asc());
                let rows = rows.select_related(|r| (r.top(), r.boss())).all(t).await?;
                let codes = rows.iter().map(|r| (r.code, r.top().codes(), r.boss().codes()));
                Ok(codes.collect())
            }

            async fn counts(t: &Tenant<Id>) -> Result<Vec<(i32, i64, i64)>, Error> {
                let rows = Row::query().order_by(|r| r.code.asc());
                rows.select(|r| (r.code, r.minions().count(), r.labels().count())).all(t).await
            }

            async fn labels(t: &Tenant<Id>) -> Result<Vec<(i32, Vec<i32>)>, Error> {
                let labels = Label::query().order_by(|l| l.code.asc());
                let labels = labels.prefetch_related(|l| l.rows()).all(t).await?;
                Ok(labels.iter().map(|label| (label.code, label.rows().codes())).collect())
            }
        }
    };
    (coded $($model:ident),*) => {$(
        impl Coded for $model {
            fn code(&self) -> i32 {
                self.code
            }
        }
    )*};
}
pub(crate) use drive;
