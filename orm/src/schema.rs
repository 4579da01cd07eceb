//! What a model's table looks like, as plain data: emitted by the derive, read by the SQL writer, migrations and errors.

mod column;
mod constraint;
mod index;
mod partition;
mod registered;
mod relation;
mod size;
mod table;
mod types;

pub use column::{Column, DefaultValue, Field, Role};
pub use constraint::{Action, Check, ForeignKey, Timing, Unique};
pub use index::{Index, IndexKey, IndexPart, Nulls};
pub use partition::{Expiry, Partitioning, Period, PeriodUnit};
pub use registered::models;
pub use relation::{Relation, RelationKind};
pub use size::Size;
pub use table::{ColumnName, Table};
pub use types::{Enum, Type};
