//! What people ask of a dependency tree, one question a file.

mod chains;
mod duplicates;
mod features;
mod heaviest;
mod keywords;
mod licences;
mod overview;
mod who;

pub use chains::chains;
pub use duplicates::duplicates;
pub use features::features;
pub use heaviest::heaviest;
pub use keywords::keywords;
pub use licences::licences;
pub use overview::overview;
pub use who::who;
