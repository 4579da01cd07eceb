//! What must not compile, and what the compiler says of it: one promise a file.

/// `TRYBUILD=overwrite` writes the messages anew; read them as a user would before keeping them.
#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
    // What stands beside refusals, and must not be one of them.
    cases.pass("tests/ui/*/passes/*.rs");
}
