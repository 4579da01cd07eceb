//! How long `cargo check` takes for 1, 10 and 100 models, beside the same schema in Diesel and SeaORM.
//!
//! `cargo run -p orm-bench-compile` measures all three, `cargo run -p orm-bench-compile -- orm` one.
//! The crates are generated in `target/compile-bench/`, each library's in a workspace of its own, so
//! that the peers are downloaded by this program only. A model has ten columns, three relations and
//! one query; `loads` is orm once more, with three nested loads in each query; its dependencies are checked before. What is measured is a whole `cargo check` of the
//! one crate, not an incremental one, the median of three.

mod diesel;
mod orm;
mod run;
mod schema;
mod sea_orm;

use run::Workspace;
use std::process::ExitCode;
use std::time::Duration;

/// How many models a generated crate has.
const SIZES: [usize; 3] = [1, 10, 100];

/// A library that is measured.
struct Library {
    /// What the command line and the folder call it.
    name: &'static str,
    /// What the table calls it.
    title: &'static str,
    /// The `[dependencies]`, given the folder of this workspace.
    dependencies: fn(&std::path::Path) -> String,
    /// The source of a crate with so many models.
    source: fn(usize) -> String,
}

const LIBRARIES: [Library; 4] = [orm::LIBRARY, orm::WITH_LOADS, diesel::LIBRARY, sea_orm::LIBRARY];

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = names.iter().find(|name| LIBRARIES.iter().all(|it| it.name != **name)) {
        eprintln!("unknown library `{unknown}`; there are orm, orm-loads, diesel, sea-orm");
        return ExitCode::FAILURE;
    }
    let chosen = |it: &&Library| names.is_empty() || names.iter().any(|name| name == it.name);
    let libraries: Vec<&Library> = LIBRARIES.iter().filter(chosen).collect();
    match measure(&libraries) {
        Ok(times) => {
            print_table(&libraries, &times);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The times, a row a size and a column a library.
fn measure(libraries: &[&Library]) -> Result<Vec<Vec<Duration>>, String> {
    let workspaces = libraries.iter().map(|library| Workspace::generate(library));
    let workspaces = workspaces.collect::<Result<Vec<Workspace>, String>>()?;
    let row = |size| workspaces.iter().map(|workspace| workspace.check(size)).collect();
    SIZES.into_iter().map(row).collect()
}

fn print_table(libraries: &[&Library], times: &[Vec<Duration>]) {
    print!("| models |");
    for library in libraries {
        print!(" {:>8} |", library.title);
    }
    for peer in libraries.iter().skip(1) {
        print!(" {:>14} |", format!("{} / {}", libraries[0].title, peer.title));
    }
    print!("\n|---:|");
    println!("{}", "---:|".repeat(2 * libraries.len() - 1));
    for (size, row) in SIZES.iter().zip(times) {
        print!("| {size:>6} |");
        for time in row {
            print!(" {:>6.2} s |", time.as_secs_f64());
        }
        for peer in &row[1..] {
            print!(" {:>14.2} |", row[0].as_secs_f64() / peer.as_secs_f64());
        }
        println!();
    }
}
