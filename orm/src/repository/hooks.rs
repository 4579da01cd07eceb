//! Hooks: what runs before and after each write of a repository, in its transaction.

use crate::db::HookTx;
use crate::error::Error;
use crate::model::Writable;
use std::future::ready;

/// What runs before and after each write of a [`Repository`](crate::Repository) that has it, by
/// [`with_hooks`](crate::Repository::with_hooks).
///
/// Every method has a default, which does nothing; write those that are needed as `async fn`. A write
/// and its hooks are in one transaction, which the repository begins: on a transaction it is a savepoint.
/// A hook that gives `Err` rolls it back, and its error is that of the write. What a `before_..` changes
/// in the new row or in the patch is what is written. A rule's own error is [`Error::refused`].
///
/// ```
/// use orm::repository::Hooks;
/// use orm::{Error, Executor, HookTx, Model};
///
/// #[derive(Model, Debug)]
/// pub struct Book {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub title: String,
/// }
///
/// #[derive(Model, Debug)]
/// pub struct Change {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub text: String,
/// }
///
/// struct Audit {
///     user: String,
/// }
///
/// impl Hooks<Book> for Audit {
///     async fn before_create(
///         &self,
///         _: &HookTx<'_, Book>,
///         new: &mut book::New,
///     ) -> Result<(), Error> {
///         new.title = new.title.trim().to_owned();
///         if new.title.is_empty() {
///             return Err(Error::refused("a book needs a title"));
///         }
///         Ok(())
///     }
///
///     async fn after_create(&self, tx: &HookTx<'_, Book>, book: &Book) -> Result<(), Error> {
///         let text = format!("{} added {}", self.user, book.title);
///         Change::create(tx, change::New { text }).await?;
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = orm::Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Book::TABLE, Change::TABLE]).await?;
/// let books = db.repository::<Book>().with_hooks(Audit { user: "Ada".into() });
/// assert_eq!(books.create(book::New { title: " Emma ".into() }).await?.title, "Emma");
/// assert!(books.create(book::New { title: " ".into() }).await.unwrap_err().is_refused());
/// assert_eq!(db.repository::<Change>().one(|q| q).await?.text, "Ada added Emma");
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no hooks for the writes of `{M}`",
    label = "expected a type with `impl Hooks<{M}>`",
    note = "every method of `Hooks` has a default: `impl Hooks<{M}> for {Self} {{}}` is a beginning"
)]
pub trait Hooks<M: Writable>: Sync {
    /// Whether writes take a transaction for the hooks.
    #[doc(hidden)]
    const ANY: bool = true;

    /// Before a row is inserted.
    fn before_create(
        &self,
        tx: &HookTx<'_, M>,
        new: &mut M::New,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, new);
        ready(Ok(()))
    }

    /// After a row was inserted.
    fn after_create(
        &self,
        tx: &HookTx<'_, M>,
        row: &M,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, row);
        ready(Ok(()))
    }

    /// Before a row is changed.
    fn before_update(
        &self,
        tx: &HookTx<'_, M>,
        row: &M,
        patch: &mut M::Patch,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, row, patch);
        ready(Ok(()))
    }

    /// After a row was changed: what it was for the caller, and what it is.
    fn after_update(
        &self,
        tx: &HookTx<'_, M>,
        before: &M,
        after: &M,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, before, after);
        ready(Ok(()))
    }

    /// Before a row is inserted or, if it is there, changed: the default is that of
    /// [`before_create`](Self::before_create), since the new row may come to be as it is given.
    fn before_upsert(
        &self,
        tx: &HookTx<'_, M>,
        new: &mut M::New,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        self.before_create(tx, new)
    }

    /// After a row was inserted or changed, and the database does not say which: the default is that of
    /// [`after_create`](Self::after_create).
    fn after_upsert(
        &self,
        tx: &HookTx<'_, M>,
        row: &M,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        self.after_create(tx, row)
    }

    /// Before a row is deleted, softly or not.
    fn before_delete(
        &self,
        tx: &HookTx<'_, M>,
        row: &M,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, row);
        ready(Ok(()))
    }

    /// After a row was deleted, softly or not.
    fn after_delete(
        &self,
        tx: &HookTx<'_, M>,
        row: &M,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, row);
        ready(Ok(()))
    }

    /// Before the soft deletion of a row is taken back.
    fn before_restore(
        &self,
        tx: &HookTx<'_, M>,
        row: &M,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, row);
        ready(Ok(()))
    }

    /// After the soft deletion of a row was taken back: the row as it is.
    fn after_restore(
        &self,
        tx: &HookTx<'_, M>,
        row: &M,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, row);
        ready(Ok(()))
    }
}

/// No hooks: a write is one statement, in no transaction of its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHooks;

impl<M: Writable> Hooks<M> for NoHooks {
    const ANY: bool = false;
}

macro_rules! forward {
    ($($hook:ident($($arg:ident: $type:ty),+))+) => {$(
        fn $hook(
            &self,
            tx: &HookTx<'_, M>,
            $($arg: $type),+
        ) -> impl Future<Output = Result<(), Error>> + Send {
            (**self).$hook(tx, $($arg),+)
        }
    )+};
}

#[diagnostic::do_not_recommend]
impl<M: Writable, H: Hooks<M>> Hooks<M> for &H {
    const ANY: bool = H::ANY;

    forward! {
        before_create(new: &mut M::New)
        after_create(row: &M)
        before_update(row: &M, patch: &mut M::Patch)
        after_update(before: &M, after: &M)
        before_upsert(new: &mut M::New)
        after_upsert(row: &M)
        before_delete(row: &M)
        after_delete(row: &M)
        before_restore(row: &M)
        after_restore(row: &M)
    }
}
