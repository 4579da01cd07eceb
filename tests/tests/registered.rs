//! The models that a program finds: its own, those of a library, and those in modules and functions.

#![forbid(unsafe_code)]

use orm::Model;
use orm::schema::{Table, models};
use orm_tests as _;

/// In the root of the program.
#[derive(Model, Debug)]
struct Lamp {
    #[model(primary_key, auto)]
    id: i64,
}

pub mod rooms {
    /// In a module, and in a schema.
    #[derive(orm::Model, Debug)]
    #[model(schema = "house")]
    pub struct Room {
        #[model(primary_key)]
        pub name: String,
    }

    pub mod old {
        /// Another model of the same table.
        #[derive(orm::Model, Debug)]
        #[model(schema = "house", table = "rooms", has_many(doors: super::doors::Door.room_name))]
        pub struct Chamber {
            #[model(primary_key)]
            pub name: String,
        }
    }

    pub mod doors {
        /// Somebody else's table.
        #[derive(orm::Model, Debug)]
        #[model(unmanaged)]
        pub struct Door {
            #[model(primary_key, auto)]
            pub id: i64,
            #[model(references = super::old::Chamber, relation = chamber)]
            pub room_name: String,
        }
    }
}

fn names() -> Vec<String> {
    let name = |table: &&Table| match table.schema {
        Some(schema) => format!("{schema}.{} {}", table.name, table.model),
        None => format!("{} {}", table.name, table.model),
    };
    models().iter().map(name).collect()
}

#[test]
fn models_are_found_wherever_they_stand() {
    mod inside {
        /// In a function's module.
        #[derive(orm::Model, Debug)]
        pub(super) struct Candle {
            #[model(primary_key, auto)]
            pub(super) id: i64,
        }
    }
    let found = models();
    for table in [Lamp::TABLE, rooms::Room::TABLE, inside::Candle::TABLE] {
        assert!(found.contains(&table), "{} is found", table.name);
    }
    assert_eq!((Lamp { id: 1 }.id, inside::Candle { id: 1 }.id), (1, 1));
}

#[test]
fn models_of_a_library_are_found() {
    // Their crate is named above, and nothing in it.
    for model in ["Customer", "Session", "Team", "Everything", "Person"] {
        assert_eq!(models().iter().filter(|found| found.model == model).count(), 1, "{model}");
    }
}

#[test]
fn they_come_in_the_order_of_their_names() {
    let names = names();
    assert!(names.iter().is_sorted_by_key(|name| name.contains('.')), "no schema comes first");
    assert!(names.iter().filter(|name| !name.contains('.')).is_sorted());
    let house: Vec<_> = names.iter().filter(|name| name.starts_with("house.")).collect();
    assert_eq!(house, ["house.rooms Chamber", "house.rooms Room"]);
}

#[test]
fn what_is_somebody_elses_is_left_out() {
    assert!(!models().contains(&rooms::doors::Door::TABLE));
    assert_eq!(rooms::old::Chamber::TABLE.relations[0].name, "doors");
}
