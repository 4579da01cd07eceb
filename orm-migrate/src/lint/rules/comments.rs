//! What is wrong with the comments that allow findings.

use super::{BOTH, Group, Rule};

const GROUP: Group = Group::Comments;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        GROUP,
        BOTH,
        "bad-allow",
        [
            "a comment that allows something cannot be read",
            "it allows nothing",
            "-- `orm:allow rule-name until {until}: the reason`",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "expired-allow",
        [
            "the time of a comment that allows something is over",
            "what it allowed may have become wrong",
            "-- Look at it again, then take the comment out or give it a later date:\n\
         -- {commented}",
        ],
    ),
    Rule::warning(
        GROUP,
        BOTH,
        "unused-allow",
        [
            "a comment allows what nothing here does",
            "it hides the next one that does",
            "-- Take it out:\n\
         -- {commented}",
        ],
    ),
];
