//! Chapters for whoever writes a program with this library; there is no code here.

#[doc = include_str!("../docs/connections.md")]
pub mod connections {}

#[doc = include_str!("../docs/tenants.md")]
pub mod tenants {}
