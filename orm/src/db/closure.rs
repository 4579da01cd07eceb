//! The closures of transactions: async closures whose futures can be sent to another thread.
//!
//! `AsyncFnOnce(&Tx)` alone cannot say that its future is `Send`, and a task that is spawned has to be
//! (rust-lang issue 110011); that the closure is a function to a future, too, says it.

/// An async closure that is called once.
pub trait WorkOnce<Tx, R>:
    AsyncFnOnce(Tx) -> R + FnOnce(Tx) -> <Self as WorkOnce<Tx, R>>::Fut
{
    /// What it does.
    type Fut: Future<Output = R>;
}

impl<F, Tx, Fut, R> WorkOnce<Tx, R> for F
where
    F: AsyncFnOnce(Tx) -> R + FnOnce(Tx) -> Fut,
    Fut: Future<Output = R>,
{
    type Fut = Fut;
}

/// An async closure that may be called again.
pub trait WorkMut<Tx, R>: AsyncFnMut(Tx) -> R + FnMut(Tx) -> <Self as WorkMut<Tx, R>>::Fut {
    /// What it does.
    type Fut: Future<Output = R>;
}

impl<F, Tx, Fut, R> WorkMut<Tx, R> for F
where
    F: AsyncFnMut(Tx) -> R + FnMut(Tx) -> Fut,
    Fut: Future<Output = R>,
{
    type Fut = Fut;
}
