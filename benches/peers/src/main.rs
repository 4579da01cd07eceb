//! Measures how long the libraries take, and then has the memory measured.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml` starts a private PostgreSQL in a
//! temporary folder, or takes the server of `ORM_BENCH_POSTGRES`, in a database that it makes.
//! `-- by-key insert` measures only that; an unknown name lists those there are. `-- --readme`
//! measures everything and writes the tables into the README and the plot beside this program.

use orm_bench_peers::data::{Data, SMALL};
use orm_bench_peers::pool::{self, Cost};
use orm_bench_peers::report::{Measured, Part, plot, pools, readme};
use orm_bench_peers::server::{self, Server};
use orm_bench_peers::work::{POSTGRES, SQLITE, Work};
use orm_bench_peers::{Error, Result, measure, postgres, sqlite, tasks};
use std::path::Path;
use std::process::Command;
use tokio::runtime::{Builder, Runtime};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

/// The parts that are no single work.
const PARTS: [&str; 5] = ["postgres", "sqlite", "tasks", "pool", "memory"];

fn main() -> Result<()> {
    let asked = Asked::read(std::env::args().skip(1))?;
    // One thread: the other core is the server's.
    let alone = Builder::new_current_thread().enable_all().build()?;
    let together = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let server = alone.block_on(Server::start())?;
    let data = Data::new(SMALL);
    let mut parts = Vec::new();
    let on_postgres = on_postgres(&asked, &alone, &together, &server, &data)?;
    if !on_postgres.rows.is_empty() {
        println!("{}", on_postgres.markdown());
        parts.push(on_postgres);
    }
    let on_sqlite = alone.block_on(on_sqlite(&asked, &data))?;
    if !on_sqlite.rows.is_empty() {
        println!("{}", on_sqlite.markdown());
        parts.push(on_sqlite);
    }
    let mut costs: Vec<Cost> = Vec::new();
    if asked.has("pool", "pool") {
        costs = together.block_on(async {
            let url = server.database().await?;
            pool::costs(&pool::connect(&url).await?).await
        })?;
        println!("{}", pools(&costs));
    }
    if asked.readme {
        let root = Path::new(FOLDER).ancestors().nth(2).ok_or("the package is in the workspace")?;
        readme::write(&root.join("README.md"), &parts, &costs)?;
        std::fs::write(Path::new(FOLDER).join("ratios.svg"), plot::svg(&parts))?;
    }
    if asked.has("memory", "memory") { measure_memory(&server) } else { Ok(()) }
}

/// What the command line asks for.
struct Asked {
    names: Vec<String>,
    readme: bool,
}

impl Asked {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Asked> {
        let (options, names): (Vec<_>, Vec<_>) = arguments.partition(|it| it.starts_with('-'));
        let known: Vec<&str> = PARTS.into_iter().chain(POSTGRES.map(Work::name)).collect();
        if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
            return Err(format!("`{unknown}` is none of: {}", known.join(" ")).into());
        }
        match options.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] => Ok(Asked { names, readme: false }),
            ["--readme"] if names.is_empty() => Ok(Asked { names, readme: true }),
            _ => Err("the only option is `--readme`, which measures everything".into()),
        }
    }

    /// Whether this work of a part is measured.
    fn has(&self, part: &str, work: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| name == part || name == work)
    }
}

fn on_postgres(
    asked: &Asked,
    alone: &Runtime,
    together: &Runtime,
    server: &Server,
    data: &Data,
) -> Result<Part> {
    let (version, mut peers, mut tables, url) = alone.block_on(async {
        let url = server.database().await?;
        let client = server::connect(&url).await?;
        data.insert(&client).await?;
        let peers = postgres::connect(&url).await?;
        let tables = postgres::Tables::connect(&url).await?;
        let version: String = client.query_one("SHOW server_version", &[]).await?.get(0);
        Ok::<_, Error>((version, peers, tables, url))
    })?;
    let title = format!("PostgreSQL {}", version.split(' ').next().unwrap_or_default());
    let mut rows = Vec::new();
    for work in POSTGRES.into_iter().filter(|work| asked.has("postgres", work.name())) {
        eprintln!("{title}: {}", work.title());
        let times = measure::times(&mut peers, &mut tables, data, work);
        rows.push(Measured { title: work.title(), times: alone.block_on(times)? });
    }
    if asked.has("postgres", "tasks") {
        eprintln!("{title}: {}", tasks::TITLE);
        let times =
            together.block_on(async { tasks::times(&tasks::connect(&url).await?, data).await })?;
        rows.push(Measured { title: tasks::TITLE, times });
    }
    // So that nobody uses the database when it is made anew.
    let peers = peers.iter().map(|peer| peer.name()).collect();
    Ok(Part { title, peers, rows })
}

async fn on_sqlite(asked: &Asked, data: &Data) -> Result<Part> {
    let folder = tempfile::TempDir::with_prefix("orm-bench-")?;
    let title = format!("SQLite {}", rusqlite::version());
    let (mut peers, mut files) = sqlite::connect(folder.path(), data).await?;
    let mut rows = Vec::new();
    for work in SQLITE.into_iter().filter(|work| asked.has("sqlite", work.name())) {
        eprintln!("{title}: {}", work.title());
        let times = measure::times(&mut peers, &mut files, data, work).await?;
        rows.push(Measured { title: work.title(), times });
    }
    let peers = peers.iter().map(|peer| peer.name()).collect();
    Ok(Part { title, peers, rows })
}

/// Runs the other program, beside this one in the target folder, on the same server.
fn measure_memory(server: &Server) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("a program of cargo's is in a target folder")?;
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--release", "--bin", "memory"])
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .arg("--target-dir")
        .arg(target)
        .env(server::VARIABLE, server.url())
        .status()?;
    if status.success() { Ok(()) } else { Err(format!("the memory's program: {status}").into()) }
}
