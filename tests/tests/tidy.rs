//! Rules about the sources that no compiler checks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders whose Rust files are the product and its tests.
const SOURCES: &[&str] = &["orm", "orm-macros", "orm-migrate", "tests", "benches", "examples"];

/// The longest file that still reads well.
const MOST_LINES: usize = 500;

/// What this file forbids, it has to spell.
const SELF: &str = "tests/tests/tidy.rs";

struct File {
    /// From the workspace's folder, with `/`.
    name: String,
    text: String,
}

impl File {
    fn is_in(&self, folder: &str) -> bool {
        self.name.strip_prefix(folder).is_some_and(|rest| rest.starts_with(['/', '.']))
    }

    /// A program that must not compile, or an input of another test: not read as a source.
    fn is_input(&self) -> bool {
        self.name.starts_with("tests/tests/ui/")
    }
}

fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the crate is in the workspace").to_owned()
}

fn walk(folder: &Path, root: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a folder of the workspace can be read") {
        let path = entry.expect("a folder of the workspace can be read").path();
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        if path.is_symlink() || name == "target" || name == ".git" {
            continue;
        }
        if path.is_dir() {
            walk(&path, root, files);
            continue;
        }
        // What is not text is not read.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let name = path.strip_prefix(root).expect("it is in the workspace");
        let name = name.to_str().expect("names are UTF-8").replace('\\', "/");
        files.push(File { name, text });
    }
}

/// Every text file of the workspace, in the order of their names.
fn files() -> Vec<File> {
    let (root, mut files) = (root(), Vec::new());
    walk(&root, &root, &mut files);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(files.len() > 50, "the workspace was found");
    files
}

fn rust_files() -> impl Iterator<Item = File> {
    let source = |file: &File| SOURCES.iter().any(|folder| file.is_in(folder));
    files().into_iter().filter(move |file| file.name.ends_with(".rs") && source(file))
}

#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_file_opens_with_its_purpose() {
    let opens = |file: &File| {
        let first = file.text.lines().next().unwrap_or("");
        let purpose = if file.is_input() { "// " } else { "//! " };
        // The README is the purpose of a crate that shows it as its documentation.
        first.starts_with(purpose) || first.starts_with("#![doc = include_str!(")
    };
    let wrong = rust_files().filter(|file| !opens(file));
    none(wrong.map(|file| format!("{}: line 1 is not `//!` and a sentence", file.name)).collect());
}

#[test]
fn no_file_is_long() {
    let lines = |file: &File| file.text.lines().count();
    let is_generated = |file: &File| file.is_in("tests/tests/inspect/schemas");
    let long = rust_files().filter(|file| lines(file) > MOST_LINES && !is_generated(file));
    none(long.map(|file| format!("{}: {} lines", file.name, lines(&file))).collect());
}

#[test]
fn nothing_is_left_undone() {
    let forbidden = ["todo!(", "unimplemented!(", "dbg!(", "#[ignore"];
    let mut faults = Vec::new();
    for file in rust_files().filter(|file| file.name != SELF) {
        for (at, line) in file.text.lines().enumerate() {
            for word in forbidden.iter().filter(|word| line.contains(**word)) {
                faults.push(format!("{}:{}: `{word}`", file.name, at + 1));
            }
            if line.contains("TODO") && !line.contains("TODO(#") {
                faults.push(format!("{}:{}: write `TODO(#issue)`", file.name, at + 1));
            }
        }
    }
    none(faults);
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| file.name != SELF) {
        for (at, line) in file.text.lines().enumerate() {
            for path in ["/home/", "/root/", "/work/"].iter().filter(|path| line.contains(**path)) {
                faults.push(format!("{}:{}: `{path}`", file.name, at + 1));
            }
        }
    }
    none(faults);
}

#[test]
fn every_case_is_run() {
    let files = files();
    let list = files.iter().find(|file| file.name == "tests/src/cases.rs").expect("the list");
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_in("tests/src/cases")) {
        let area = file.name.rsplit('/').next().and_then(|name| name.strip_suffix(".rs"));
        let Some(area) = area.filter(|_| file.name != list.name) else { continue };
        let listed = listed(&list.text, area);
        for line in file.text.lines() {
            // What gives something back is a helper of the cases.
            let case = line.strip_prefix("pub async fn ").filter(|_| !line.contains("->"));
            let Some(rest) = case else { continue };
            let case = rest.split(['(', '<']).next().unwrap_or(rest);
            if !listed.contains(case) {
                faults.push(format!("tests/src/cases.rs: `{case}` of `{area}` is not in the list"));
            }
        }
    }
    none(faults);
}

/// The cases that the list has for an area: `area { one, two, }`.
fn listed<'a>(list: &'a str, area: &str) -> BTreeSet<&'a str> {
    let head = format!(" {area} {{");
    let Some((_, rest)) = list.split_once(&head) else { return BTreeSet::new() };
    let inside = rest.split('}').next().unwrap_or("");
    inside.split(',').map(str::trim).filter(|case| !case.is_empty()).collect()
}
