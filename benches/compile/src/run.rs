//! Generating a workspace of crates, and timing `cargo check` on each.

use crate::{Library, SIZES};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const RUNS: usize = 3;

/// The generated crates of one library, with their dependencies checked.
pub(crate) struct Workspace {
    folder: PathBuf,
    library: &'static str,
    source: fn(usize) -> String,
}

impl Workspace {
    /// Writes the crates, one a size, and checks them once.
    pub(crate) fn generate(library: &Library) -> Result<Workspace, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize().map_err(|error| format!("no workspace: {error}"))?;
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = root.join(target.unwrap_or_else(|| "target".into()));
        let folder = target.join("compile-bench").join(library.name);
        let workspace = Workspace { folder, library: library.title, source: library.source };

        let members: Vec<String> =
            SIZES.iter().map(|size| format!("\"{}\"", name(*size))).collect();
        let members = members.join(", ");
        workspace.write(
            "Cargo.toml",
            &format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"),
        )?;
        for size in SIZES {
            let name = name(size);
            let dependencies = (library.dependencies)(&root);
            let manifest = format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\n{dependencies}"
            );
            workspace.write(&format!("{name}/Cargo.toml"), &manifest)?;
            workspace.touch(size)?;
        }
        // The same versions as this workspace has, where it has them.
        let lock = workspace.folder.join("Cargo.lock");
        if !lock.exists() {
            _ = fs::copy(root.join("Cargo.lock"), lock);
        }
        eprintln!("{}: checking the dependencies", library.title);
        workspace.cargo(&["check", "--workspace"])?;
        Ok(workspace)
    }

    /// The median time of a check of the crate with so many models.
    pub(crate) fn check(&self, size: usize) -> Result<Duration, String> {
        let mut times = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            self.touch(size)?;
            let start = Instant::now();
            self.cargo(&["check", "--offline", "--package", &name(size)])?;
            times.push(start.elapsed());
        }
        times.sort();
        let median = times[RUNS / 2];
        eprintln!("{}: {size} models: {median:.2?} of {times:.2?}", self.library);
        Ok(median)
    }

    /// Writes the source again, so that cargo takes it for changed.
    fn touch(&self, size: usize) -> Result<(), String> {
        self.write(&format!("{}/src/lib.rs", name(size)), &(self.source)(size))
    }

    fn write(&self, file: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(file);
        let folder = path.parent().expect("a file is in a folder");
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    fn cargo(&self, arguments: &[&str]) -> Result<(), String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(arguments)
            .arg("--quiet")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        match output.status.success() {
            true => Ok(()),
            false => {
                let said = String::from_utf8_lossy(&output.stderr);
                Err(format!("{}: cargo {}: {said}", self.library, arguments.join(" ")))
            }
        }
    }
}

fn name(size: usize) -> String {
    format!("models{size}")
}
