//! Every case on PostgreSQL, on a runtime of several threads, and those of tenants with schemas, too.

orm_tests::for_each_case!(postgres, #[tokio::test(flavor = "multi_thread", worker_threads = 2)]);
orm_tests::for_each_case_of_schemas!(
    tenant_schemas,
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
);
