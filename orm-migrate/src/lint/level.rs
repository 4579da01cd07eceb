//! How much a rule's finding weighs, and which rules a project weighs otherwise.

use super::{Rule, rule};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing is said.
    Off,
    /// It is said.
    Warning,
    /// It is said, and the migration is not fit to run.
    Error,
}

/// The levels of rules: each rule's own, except where a project says otherwise.
///
/// It is read from a table of names and levels, such as `[lint]` in a TOML file; a name that no rule has
/// is an error.
///
/// ```
/// use orm_migrate::lint::{Level, Levels};
///
/// let levels: Levels = serde_json::from_str(r#"{"varchar-length": "off"}"#)?;
/// assert_eq!(levels.of("varchar-length"), Level::Off);
/// assert_eq!(levels.of("drop-column"), Level::Error);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    /// The same, with this rule at this level.
    #[must_use = "this gives other levels, and changes none in place"]
    pub fn with(mut self, rule: &Rule, level: Level) -> Levels {
        self.0.insert(rule.name, level);
        self
    }

    /// The level of the rule with this name; `Off` where there is none.
    pub fn of(&self, name: &str) -> Level {
        let own = || rule(name).map_or(Level::Off, |rule| rule.level);
        self.0.get(name).copied().unwrap_or_else(own)
    }
}

impl<'de> Deserialize<'de> for Levels {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Levels, D::Error> {
        let mut levels = Levels::default();
        for (name, level) in BTreeMap::<String, Level>::deserialize(from)? {
            let rule = rule(&name)
                .ok_or_else(|| D::Error::custom(format!("there is no lint rule `{name}`")))?;
            levels = levels.with(rule, level);
        }
        Ok(levels)
    }
}

/// `error`
impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Off => "off",
            Level::Warning => "warning",
            Level::Error => "error",
        })
    }
}
