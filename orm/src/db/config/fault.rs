//! The faults of a configuration, all of which one error lists.

use crate::error::{Error, Kind};

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It does not have the accepted form; how so, after the setting's name.
    Form(&'static str),
    /// It asks for encryption.
    Tls,
}

/// How an error calls a setting: as its reader wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    Parameter,
    Variable,
    Setter,
}

#[derive(Debug, Default)]
pub(super) struct Faults {
    wrong: Vec<String>,
    unsupported: Vec<String>,
}

impl Faults {
    pub(super) fn is_empty(&self) -> bool {
        self.wrong.is_empty() && self.unsupported.is_empty()
    }

    /// Something that has to be written otherwise.
    pub(super) fn wrong(&mut self, what: impl Into<String>) {
        self.wrong.push(what.into());
    }

    /// Something that is written well, but that this build does not have.
    pub(super) fn unsupported(&mut self, what: impl Into<String>) {
        self.unsupported.push(what.into());
    }

    /// A value of the setting called `name` that is not what the setting `accepts`.
    ///
    /// The value itself is not told: it may be a secret that was written in the wrong place.
    pub(super) fn value(&mut self, name: &str, wrong: Wrong, accepts: &str) {
        match wrong {
            Wrong::Form(how) => self.wrong(format!("{name} {how}; it must be {accepts}")),
            Wrong::Tls => self.unsupported(format!(
                "{name} asks for TLS, but the feature `tls` of `orm` is off; {accepts}"
            )),
        }
    }

    /// Takes over the faults of a part that has this name.
    pub(super) fn absorb(&mut self, part: &str, other: Faults) {
        let named = |fault: String| format!("{part}: {fault}");
        self.wrong.extend(other.wrong.into_iter().map(named));
        self.unsupported.extend(other.unsupported.into_iter().map(named));
    }

    /// One error of all faults, if there are any, that begins with `what`.
    pub(super) fn into_result(self, what: &str) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        let make = match self.wrong.is_empty() {
            true => Error::unsupported,
            false => |message: String| Error::new(Kind::Config, message),
        };
        let faults: Vec<String> = self.wrong.into_iter().chain(self.unsupported).collect();
        Err(make(format!("{what}: {}", faults.join("; "))))
    }
}
