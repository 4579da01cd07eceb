//! The example `shop` shows the same pages on both databases, each by the statements that it says.

#[path = "examples/program.rs"]
mod program;

use orm_tests::setup;
use program::{printed, program};

fn pages(database: Option<&str>) -> String {
    let mut command = program("shop");
    command.args(database);
    printed(command)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_are_the_same_on_both_databases() {
    let embedded = pages(None);
    let titles: Vec<_> =
        embedded.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect();
    let expected = [
        "Front page · 4 statements",
        "Most reviewed · 3 statements",
        "Labels · 2 statements",
        "Accounts · 4 statements",
        "Order · 3 statements",
        "Export · 2 statements",
        "To be sent · 6 statements",
        "Sale · 10 statements",
    ];
    assert_eq!(titles, expected, "{embedded}");
    assert!(embedded.contains("2500 orders, 12687 pieces, 619802.70"), "{embedded}");
    let server = setup::postgres().await;
    assert_eq!(pages(Some(&server.url)), embedded);
}
