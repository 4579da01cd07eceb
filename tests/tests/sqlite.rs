//! Every case on SQLite, on a runtime of one thread.

orm_tests::for_each_case!(sqlite, #[tokio::test(flavor = "current_thread")]);
