//! Where in the program a statement is sent or a connection taken, as the stack tells it.

use std::backtrace::Backtrace;

/// What only methods call that the derive makes: they stand where the model does.
const BELOW_METHODS: [&str; 2] = ["query/by_key", "query/get_or_create"];

/// Where the program stands, to be looked up later: that takes up to tenths of a second the first time.
pub(crate) struct CallSite {
    backtrace: Backtrace,
}

impl CallSite {
    /// To be called on the way of the task that waits.
    pub(crate) fn capture() -> CallSite {
        CallSite { backtrace: Backtrace::force_capture() }
    }

    /// The place that waits: its file and line, and its function where the debug information has it.
    /// `unknown` without debug information.
    pub(crate) fn find(&self) -> String {
        // The compiler knows this file by an absolute path, or by one from the workspace's folder if
        // the library is a member of it. Debug information has the same, also where paths are remapped.
        let here = slashes(file!());
        let folder = here.trim_end_matches("call_site.rs");
        let current = std::env::current_dir().unwrap_or_default();
        // A backtrace shows its frames as text only.
        let backtrace = slashes(&self.backtrace.to_string());
        let place = parse(&backtrace, folder, &slashes(&current.to_string_lossy()));
        place.unwrap_or_else(|| "unknown".to_owned())
    }
}

/// The same paths on every system.
fn slashes(text: &str) -> String {
    text.replace('\\', "/")
}

/// The first frame of the program's own: outside of the library's folder and of other packages. What is
/// below the current folder is shown as below `.`.
///
/// ```text
///    9: shop::models::Customer::get::{{closure}}       made by the derive
///              at ./src/models.rs:4:10
///   10: shop::report::{{closure}}                      this one
///              at ./src/report.rs:12:40
/// ```
fn parse(backtrace: &str, folder: &str, current: &str) -> Option<String> {
    let mut is_below_method = false;
    let mut function = "";
    for line in backtrace.lines().map(str::trim) {
        let Some(place) = line.strip_prefix("at ") else {
            function = line;
            continue;
        };
        // C code has frames, too.
        let Some((stem, position)) = place.split_once(".rs:") else { continue };
        let shown = stem.strip_prefix("./").unwrap_or(stem);
        let path = if shown == stem { shown.to_owned() } else { format!("{current}/{shown}") };
        if let Some(own) = in_folder(&path, folder) {
            is_below_method = BELOW_METHODS.contains(&own);
        } else if is_below_method {
            is_below_method = false;
        } else if !is_foreign(&path) {
            let line = position.split(':').next()?;
            let function = name(function).map(|name| format!(" in {name}"));
            return Some(format!("{shown}.rs:{line}{}", function.unwrap_or_default()));
        }
    }
    None
}

/// A file's path inside a folder that is absolute, or ends an absolute one.
fn in_folder<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let (before, inside) = path.split_once(folder)?;
    (before.is_empty() || before.ends_with('/')).then_some(inside)
}

/// Whether the file is the standard library's, or of a package that cargo downloaded.
fn is_foreign(file: &str) -> bool {
    let folder_of_registry = |(_, rest): (&str, &str)| {
        rest.split_once('/').is_some_and(|(registry, _)| registry.contains('-'))
    };
    file.starts_with("/rustc/")
        || file.contains("/rustlib/src/")
        || file.contains("/git/checkouts/")
        // Not every folder `registry`: `registry/src/<host>-<hash>/..`.
        || file.split_once("/registry/src/").is_some_and(folder_of_registry)
}

/// The function's path without what an async function or a closure adds. With debug information for
/// lines only, some functions have no path.
fn name(function: &str) -> Option<&str> {
    let (_, mut name) = function.split_once(": ").unwrap_or(("", function));
    while let Some((outer, _)) = name.rsplit_once("::").filter(|_| name.ends_with('}')) {
        name = outer;
    }
    let is_path = name.starts_with('<') || name.split('<').next()?.contains("::");
    is_path.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame a line: the function, `@`, and where it is.
    #[track_caller]
    fn check(folder: &str, frames: &str, expect: Option<&str>) {
        let frame = |(number, line): (usize, &str)| match line.trim().split_once(" @ ") {
            Some((function, place)) => format!("{number:4}: {function}\n             at {place}\n"),
            None => format!("{number:4}: {}\n", line.trim()),
        };
        let frames: String = frames.trim().lines().enumerate().map(frame).collect();
        assert_eq!(parse(&frames, folder, "/src/shop").as_deref(), expect, "{frames}");
    }

    #[test]
    fn what_is_not_the_programs_own_is_passed_over() {
        check(
            "/src/orm/src/",
            "orm::call_site::CallSite::capture @ /src/orm/src/call_site.rs:14:5
             orm::db::executor::Target::fetch_with::{{closure}} @ /src/orm/src/db/executor.rs:2:1
             <futures_util::Map<A, B> as core::future::Future>::poll @ /rustc/0123/library/core/f.rs:1:9
             core::future::poll @ /opt/lib/rustlib/src/rust/library/core/src/future/mod.rs:1:9
             poll<T> @ /cargo/registry/src/<host>-<hash>/..kio-1.54.1/src/a.rs:8:7
             bb8::x @ /cargo/git/checkouts/bb8-1949cf8c6b5b557f/1949cf8/bb8/src/lib.rs:8:7
             shop::report::{{closure}}::{{closure}} @ ./src/report.rs:12:40
             shop::main @ ./src/main.rs:3:5",
            Some("src/report.rs:12 in shop::report"),
        );
    }

    #[test]
    fn the_library_may_be_in_the_workspace() {
        let frames = "capture @ ./orm/src/call_site.rs:14:5
             registry::list::{closure#0} @ ./registry/src/list.rs:7:1";
        check("orm/src/", frames, Some("registry/src/list.rs:7 in registry::list"));
        check("/src/shop/orm/src/", frames, Some("registry/src/list.rs:7 in registry::list"));
        check("/elsewhere/orm/src/", "a @ ./orm/src/main.rs:1:2", Some("orm/src/main.rs:1"));
        check("orm/src/", "a @ ./platform/src/main.rs:1:2", Some("platform/src/main.rs:1"));
    }

    #[test]
    fn methods_of_the_derive_are_passed_over() {
        check(
            "orm/src/",
            "{async_fn#0}<shop::Tag> @ /src/orm/src/query/by_key.rs:18:53
             {async_fn#0}<orm::db::Db, i64> @ ./src/models.rs:137:10
             {async_fn#0}<shop::Tag> @ ./src/report.rs:7:1",
            Some("src/report.rs:7"),
        );
    }

    #[test]
    fn without_debug_information_nothing_is_known() {
        check(
            "orm/src/",
            "orm::db::executor::Target::fetch_with
             shop::report::{{closure}}
             std::thread::local::LocalKey<T>::with @ /rustc/0123/library/std/src/thread/local.rs:5:3
             start_thread @ ./nptl/pthread_create.c:442:8",
            None,
        );
    }
}
