//! What is measured.

use crate::data::New;

/// Something that every peer does, each in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// The item with a key.
    ByKey,
    /// All 10,000 items: five columns.
    Items,
    /// All 1,000 products: 25 columns.
    Products,
    /// All comments, each with its post and its author: one statement.
    Comments,
    /// All users with their posts, each with its comments: a statement a level.
    Users,
    /// A user by its key and its posts: two statements.
    User,
    /// All posts with their comments: two statements. Only the memory of it is measured.
    Posts,
    /// A million rows one by one, none of which is kept.
    Stream,
    /// A column of the row with a key is set.
    Update,
    /// The row with a key is read, a column changed, and the row saved and given back.
    Patch,
    /// A transaction of two updates and an insert.
    Transfer,
    /// A row is inserted and given back as the database has it.
    Insert,
    /// 10,000 rows are inserted.
    InsertMany,
    /// A million rows are inserted by `COPY`.
    Copy,
}

/// What is measured on PostgreSQL, in this order.
pub const POSTGRES: [Work; 13] = [
    Work::ByKey,
    Work::Items,
    Work::Products,
    Work::Comments,
    Work::Users,
    Work::User,
    Work::Stream,
    Work::Update,
    Work::Patch,
    Work::Transfer,
    Work::Insert,
    Work::InsertMany,
    Work::Copy,
];

/// What is measured on SQLite, in this order.
pub const SQLITE: [Work; 4] = [Work::ByKey, Work::Items, Work::Insert, Work::InsertMany];

impl Work {
    /// What the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Work::ByKey => "by-key",
            Work::Items => "items",
            Work::Products => "wide",
            Work::Comments => "joined",
            Work::Users => "nested",
            Work::User => "user-posts",
            Work::Posts => "posts",
            Work::Stream => "stream",
            Work::Update => "update",
            Work::Patch => "patch",
            Work::Transfer => "transaction",
            Work::Insert => "insert",
            Work::InsertMany => "insert-many",
            Work::Copy => "copy",
        }
    }

    /// What the tables call it.
    pub fn title(self) -> &'static str {
        match self {
            Work::ByKey => "one row by key",
            Work::Items => "10,000 rows",
            Work::Products => "1,000 rows of 25 columns",
            Work::Comments => "10,000 comments, post and author joined",
            Work::Users => "100 users, their posts, their comments",
            Work::User => "one user by key, its posts",
            Work::Posts => "posts, their comments",
            Work::Stream => "stream of 1,000,000 rows",
            Work::Update => "update by key",
            Work::Patch => "fetch, change a column, save",
            Work::Transfer => "transaction of three statements",
            Work::Insert => "insert one",
            Work::InsertMany => "insert 10,000",
            Work::Copy => "COPY of 1,000,000 rows",
        }
    }

    /// In how many rounds it is measured: a second or a few for each peer, five at least.
    pub fn rounds(self) -> usize {
        match self {
            Work::ByKey | Work::User | Work::Update | Work::Insert => 301,
            Work::Patch | Work::Transfer => 201,
            Work::Items | Work::Comments | Work::Users | Work::Posts => 101,
            Work::Products => 301,
            Work::InsertMany => 31,
            Work::Stream | Work::Copy => 5,
        }
    }

    /// How often a peer does it in a turn. Each has a server process of its own, and the first
    /// statement after another's waits for the system to bring that back onto a processor: with one
    /// statement a turn that would be most of the time, and all of the noise.
    pub fn repeats(self) -> usize {
        match self {
            Work::ByKey
            | Work::User
            | Work::Update
            | Work::Patch
            | Work::Transfer
            | Work::Insert => 20,
            _ => 1,
        }
    }

    /// For how many turns each peer does it before it is measured: statements get prepared, caches filled.
    pub fn warm_up(self) -> usize {
        match self {
            Work::Stream | Work::Copy => 1,
            // PostgreSQL decides after five executions whether it keeps a statement's plan
            // (manual, "PREPARE", Notes).
            _ => 10,
        }
    }

    /// Whether it puts rows into the table of the items, which is emptied for that.
    pub fn fills(self) -> bool {
        matches!(self, Work::Transfer | Work::Insert | Work::InsertMany | Work::Copy)
    }
}

/// A piece of work with what is given to it.
#[derive(Debug)]
pub enum Task {
    ByKey(i64),
    Items,
    Products,
    Comments,
    Users,
    User(i64),
    Posts,
    Stream,
    Update { key: i64, balance: i64 },
    Patch { key: i64, balance: i64 },
    Transfer { from: i64, to: i64, amount: i64, note: New },
    Insert(New),
    InsertMany(Vec<New>),
    Copy(Vec<New>),
}
