//! Migrations written in Rust.

use orm::Tx;
use std::fmt;
use std::pin::Pin;

/// A migration written in Rust, for data that SQL alone cannot change. [`Source::with`](crate::Source::with)
/// and [`Cli::migration`](crate::Cli::migration) put it among the others: history, lock and order are the
/// same. It runs in one transaction.
///
/// What it needs of the models it declares itself, as they were when it was written: the program's own change.
/// They are `unmanaged`, so that the next migration is not generated from them.
///
/// ```
/// use orm::{Error, Model, Tx};
/// use orm_migrate::RustMigration;
///
/// /// Articles as they were then.
/// #[derive(Model, Debug)]
/// #[model(table = "articles", unmanaged)]
/// struct Article {
///     #[model(primary_key, auto)]
///     id: i64,
///     title: String,
///     slug: Option<String>,
/// }
///
/// struct FillSlugs;
///
/// impl RustMigration for FillSlugs {
///     const ID: &'static str = "20260203040506_fill_slugs";
///     const DEPENDENCIES: &'static [&'static str] = &["20260203040500_slugs"];
///
///     async fn up(&self, tx: &Tx) -> Result<(), Error> {
///         for article in Article::query().filter(|a| a.slug.is_null()).all(tx).await? {
///             let slug = article.title.to_lowercase().replace(' ', "-");
///             let rows = Article::query().filter(|a| a.id.eq(article.id));
///             rows.update(|a| a.slug.set(slug)).exec(tx).await?;
///         }
///         Ok(())
///     }
///
///     async fn down(&self, _: &Tx) -> Result<(), Error> {
///         Ok(()) // The column goes with the migration before.
///     }
/// }
/// # fn main() {}
/// ```
pub trait RustMigration: Send + Sync + 'static {
    /// Fourteen digits, the time of its making, `_` and a name.
    const ID: &'static str;
    /// The ids of the migrations that have to be applied before it.
    const DEPENDENCIES: &'static [&'static str] = &[];
    /// The branch, if it is another one than its first dependency's.
    const BRANCH: Option<&'static str> = None;
    /// What stands in the history in the place of a checksum of files.
    const REVISION: &'static str = "1";
    /// Why there is no way back, if there is none.
    const IRREVERSIBLE: Option<&'static str> = None;

    /// Applies it.
    ///
    /// # Errors
    /// What goes wrong; everything is rolled back then.
    fn up(&self, tx: &Tx) -> impl Future<Output = Result<(), orm::Error>> + Send;

    /// Takes it back; not called if it is [`IRREVERSIBLE`](Self::IRREVERSIBLE).
    ///
    /// # Errors
    /// What goes wrong; everything is rolled back then.
    fn down(&self, tx: &Tx) -> impl Future<Output = Result<(), orm::Error>> + Send;
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), orm::Error>> + Send + 'a>>;

/// The same, of any type.
pub(crate) trait Rust: Send + Sync {
    fn id(&self) -> &'static str;
    fn dependencies(&self) -> &'static [&'static str];
    fn branch(&self) -> Option<&'static str>;
    fn revision(&self) -> &'static str;
    fn irreversible(&self) -> Option<&'static str>;
    fn up<'a>(&'a self, tx: &'a Tx) -> Running<'a>;
    fn down<'a>(&'a self, tx: &'a Tx) -> Running<'a>;
}

impl<M: RustMigration> Rust for M {
    fn id(&self) -> &'static str {
        M::ID
    }

    fn dependencies(&self) -> &'static [&'static str] {
        M::DEPENDENCIES
    }

    fn branch(&self) -> Option<&'static str> {
        M::BRANCH
    }

    fn revision(&self) -> &'static str {
        M::REVISION
    }

    fn irreversible(&self) -> Option<&'static str> {
        M::IRREVERSIBLE
    }

    fn up<'a>(&'a self, tx: &'a Tx) -> Running<'a> {
        Box::pin(RustMigration::up(self, tx))
    }

    fn down<'a>(&'a self, tx: &'a Tx) -> Running<'a> {
        Box::pin(RustMigration::down(self, tx))
    }
}

impl fmt::Debug for dyn Rust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RustMigration({})", self.id())
    }
}
