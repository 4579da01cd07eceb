//! The guide to migrations.
#![doc = include_str!("../docs/migrations.md")]
