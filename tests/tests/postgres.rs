//! Every case on PostgreSQL, on a runtime of several threads.

orm_tests::for_each_case!(postgres, #[tokio::test(flavor = "multi_thread", worker_threads = 2)]);
