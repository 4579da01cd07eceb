//! What must not compile, and what the compiler says of it: one promise a file.

/// `TRYBUILD=overwrite` writes the messages anew; read them as a user would before keeping them.
#[test]
fn ui() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
