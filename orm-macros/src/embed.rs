//! `embed_migrations!`: the files of a folder of migrations, compiled into the program.

use proc_macro2::TokenStream;
use quote::quote;
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Error, LitStr};

/// The files, each by `include_str!`, so that a change of one builds the program anew. So does a new
/// migration, by `migrations.sum`, which lists them all.
pub(crate) fn expand(folder: &LitStr) -> TokenStream {
    try_expand(folder).unwrap_or_else(Error::into_compile_error)
}

fn try_expand(folder: &LitStr) -> Result<TokenStream, Error> {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let root = Path::new(&root).join(folder.value());
    let mut files = Vec::new();
    walk(&root, "", &mut files).map_err(|error| {
        let message = format!("the folder `{}` cannot be read: {error}", root.display());
        Error::new(folder.span(), message)
    })?;
    let names = files.iter().map(|(name, _)| name);
    let paths = files.iter().map(|(_, path)| path.to_string_lossy());
    Ok(quote! {{
        static FILES: ::orm_migrate::Embedded = ::orm_migrate::Embedded {
            files: &[#((#names, ::core::include_str!(#paths))),*],
        };
        &FILES
    }})
}

/// The files of migrations and what is said of them all, with their names from the folder on, in the order of
/// these.
fn walk(folder: &Path, prefix: &str, into: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|entry| entry.file_name());
    for entry in entries {
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        let is_migration = name.starts_with(|c: char| c.is_ascii_digit());
        let is_part = [".sql", ".toml", ".json"].iter().any(|end| name.ends_with(end));
        if path.is_dir() && (is_migration || !prefix.is_empty()) {
            walk(&path, &format!("{prefix}{name}/"), into)?;
        } else if path.is_file()
            && (matches!(&*name, "migrations.sum" | "settings.toml")
                || is_part && !prefix.is_empty())
        {
            into.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}
