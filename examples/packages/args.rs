//! What was asked for on the command line.

use std::env;
use std::path::PathBuf;

pub const USAGE: &str = "\
usage: cargo run --release --example packages [-- [PATH] [--who NAME]]

  PATH          the folder of a Cargo project (this workspace)
  --who NAME    whose dependents to list (the package with the most)

The rows go into an SQLite file beside the program, or into the database that DATABASE_URL names,
into tables of their own whose names begin with `cargo_`. They are made anew each time.";

/// The arguments, with their defaults.
pub struct Args {
    pub path: PathBuf,
    pub who: Option<String>,
    pub help: bool,
}

impl Args {
    pub fn read() -> Result<Self, String> {
        let (mut path, mut who, mut help) = (None, None, false);
        let mut args = env::args_os().skip(1);
        while let Some(arg) = args.next() {
            match arg.to_str() {
                Some("-h" | "--help") => help = true,
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
        Ok(Args { path: path.unwrap_or_else(workspace), who, help })
    }
}
