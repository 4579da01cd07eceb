//! What is loaded.

/// A task that every peer does, each in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// All users with their posts, each with its comments: a statement a level.
    Users,
    /// All comments, each with its post and its author: one statement.
    Comments,
    /// The user with this key and its posts: two statements.
    User(i64),
    /// All posts with their comments: two statements.
    Posts,
}

impl Work {
    /// What the tables call it.
    pub fn title(self) -> &'static str {
        match self {
            Work::Users => "users -> posts -> comments",
            Work::Comments => "comments with post and author joined",
            Work::User(_) => "one user by key -> posts",
            Work::Posts => "posts -> comments",
        }
    }
}
