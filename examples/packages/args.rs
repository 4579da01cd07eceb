//! The command line: what was asked for, and what went wrong.

use std::env;
use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo run --release --example packages [-- [PATH] [--who NAME]]

  PATH          the folder of a Cargo project (this workspace)
  --who NAME    whose dependents to list (the package with the most)

The rows go into an SQLite file beside the program, or into the database that DATABASE_URL names,
into tables of their own whose names begin with `cargo_`. Each run makes them anew.";

/// The arguments, with their defaults.
pub struct Args {
    pub path: PathBuf,
    pub who: Option<String>,
}

/// The arguments; `None` if help was asked for, and given.
pub fn read() -> Result<Option<Args>, String> {
    let (mut path, mut who) = (None, None);
    let mut args = env::args_os().skip(1);
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("-h" | "--help") => {
                println!("{USAGE}");
                return Ok(None);
            }
            Some("--who") => {
                let name = args.next().and_then(|name| name.into_string().ok());
                who = Some(name.ok_or("--who needs the name of a package")?);
            }
            Some(option) if option.starts_with('-') => {
                return Err(format!("there is no option {option}\n\n{USAGE}"));
            }
            _ if path.is_some() => return Err(format!("one path is enough\n\n{USAGE}")),
            _ => path = Some(PathBuf::from(arg)),
        }
    }
    let workspace = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    Ok(Some(Args { path: path.unwrap_or_else(workspace), who }))
}

/// The URL of an SQLite file beside the program, in the target folder wherever that is.
pub fn file_url() -> io::Result<String> {
    let file = env::current_exe()?.with_file_name("packages.db").display().to_string();
    // What has a meaning of its own in a URL.
    let path = file.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    Ok(format!("sqlite://{path}"))
}

/// Says what went wrong, and why.
pub fn report(error: &(dyn Error + 'static)) -> ExitCode {
    // Whoever reads has read enough: `| head`.
    let io = error.downcast_ref::<io::Error>();
    if io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    eprintln!("packages: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
    ExitCode::FAILURE
}
