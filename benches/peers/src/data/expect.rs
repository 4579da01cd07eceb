//! What is asked in a turn, and what a peer has to give for it.

use super::{ACCOUNTS, COPIED, Data, ITEMS, LINES, New};
use crate::checksum::Checksum;
use crate::peer::{Inserted, Rows};
use crate::work::{Task, Work};

impl Data {
    /// What is asked in a turn: no two turns after each other ask for the same row.
    pub fn task(&self, work: Work, turn: usize) -> Task {
        let number = turn as i64;
        let account = |number: i64| number % ACCOUNTS + 1;
        match work {
            Work::ByKey => Task::ByKey(number * 7 % ITEMS + 1),
            Work::Items => Task::Items,
            Work::Products => Task::Products,
            Work::Comments => Task::Comments,
            Work::Users => Task::Users,
            Work::User => Task::User(number % self.users.len() as i64 + 1),
            Work::Posts => Task::Posts,
            Work::Stream => Task::Stream,
            Work::Update => Task::Update { key: account(number), balance: number },
            Work::Patch => Task::Patch { key: account(number), balance: number },
            Work::Transfer => Task::Transfer {
                from: account(number),
                to: account(number + 1),
                amount: number % 10 + 1,
                note: New::made_up(number),
            },
            Work::Insert => Task::Insert(New::made_up(number)),
            Work::InsertMany => Task::InsertMany((1..=ITEMS).map(New::made_up).collect()),
            Work::Copy => Task::Copy((1..=COPIED).map(New::made_up).collect()),
        }
    }

    /// What a peer has to give for it.
    pub fn expected(&self, task: &Task) -> Checksum {
        let mut sum = Checksum::default();
        match task {
            Task::ByKey(key) => at(&self.items, *key).read(0, &mut sum),
            Task::Items => self.items.read(0, &mut sum),
            Task::Products => self.products.read(0, &mut sum),
            Task::Comments => {
                for comment in &self.comments {
                    comment.read(0, &mut sum);
                    at(&self.posts, comment.post_id).read(comment.id, &mut sum);
                    at(&self.users, comment.author_id).read(comment.id, &mut sum);
                }
            }
            Task::Users => {
                self.users.read(0, &mut sum);
                self.posts.iter().for_each(|post| post.read(post.user_id, &mut sum));
                self.comments.iter().for_each(|comment| comment.read(comment.post_id, &mut sum));
            }
            Task::User(key) => {
                at(&self.users, *key).read(0, &mut sum);
                let posts = self.posts.iter().filter(|post| post.user_id == *key);
                posts.for_each(|post| post.read(*key, &mut sum));
            }
            Task::Posts => {
                self.posts.read(0, &mut sum);
                self.comments.iter().for_each(|comment| comment.read(comment.post_id, &mut sum));
            }
            Task::Stream => sum.merge(self.lines),
            Task::Update { .. } => 1_u64.read(0, &mut sum),
            Task::Patch { key, balance } => {
                let before = at(&self.accounts, *key);
                before.read(0, &mut sum);
                sum.add(0, &[balance - before.balance], &[]);
            }
            Task::Transfer { .. } => {}
            Task::Insert(new) => Inserted(new.clone().with_key(0)).read(0, &mut sum),
            Task::InsertMany(rows) | Task::Copy(rows) => (rows.len() as u64).read(0, &mut sum),
        }
        sum
    }

    /// How many rows the result has; a joined row counts once.
    pub fn rows(&self, work: Work) -> usize {
        match work {
            Work::Items => self.items.len(),
            Work::Products => self.products.len(),
            Work::Comments => self.comments.len(),
            Work::Users => self.users.len() + self.posts.len() + self.comments.len(),
            Work::User => 1 + self.posts.len() / self.users.len(),
            Work::Posts => self.posts.len() + self.comments.len(),
            Work::Stream => LINES as usize,
            Work::InsertMany => ITEMS as usize,
            Work::Copy => COPIED as usize,
            Work::ByKey | Work::Update | Work::Patch | Work::Transfer | Work::Insert => 1,
        }
    }
}

/// The row with a key, of those whose keys count from 1.
fn at<R>(rows: &[R], key: i64) -> &R {
    &rows[key as usize - 1]
}
