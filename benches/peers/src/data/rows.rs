//! The rows as plain structs, and what each library's structs of them have in common.

use crate::dice::Dice;

/// A row of `users`.
#[derive(Debug)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub bio: String,
}

/// A row of `posts`.
#[derive(Debug)]
pub struct Post {
    pub id: i64,
    pub user_id: i64,
    pub title: String,
    pub body: String,
    pub published: bool,
}

/// A row of `comments`.
#[derive(Debug)]
pub struct Comment {
    pub id: i64,
    pub post_id: i64,
    pub author_id: i64,
    pub body: String,
    pub likes: i32,
}

/// A row of `items`.
#[derive(Debug)]
pub struct Item {
    pub id: i64,
    pub name: String,
    pub quantity: i32,
    pub price: f64,
    pub available: bool,
}

/// An item that is not in the table yet.
#[derive(Debug, Clone)]
pub struct New {
    pub name: String,
    pub quantity: i32,
    pub price: f64,
    pub available: bool,
}

/// A row of `accounts`.
#[derive(Debug)]
pub struct Account {
    pub id: i64,
    pub owner: String,
    pub email: String,
    pub balance: i64,
    pub visits: i32,
}

/// A row of `lines`.
#[derive(Debug)]
pub struct Line {
    pub id: i64,
    pub number: i32,
    pub text: String,
}

/// A struct with the 25 columns of `products`; each library adds attributes of its own, to the struct
/// and to the key.
macro_rules! product {
    ($(#[$of_struct:meta])* [$(#[$of_key:meta])*] $name:ident) => {
        $(#[$of_struct])*
        pub struct $name {
            $(#[$of_key])*
            pub id: i64,
            pub name: String,
            pub sku: String,
            pub brand: String,
            pub category: String,
            pub description: String,
            pub note: Option<String>,
            pub origin: Option<String>,
            pub supplier: i64,
            pub warehouse: i64,
            pub stock: i64,
            pub reserved: i64,
            pub sold: i64,
            pub parent: Option<i64>,
            pub weight: f64,
            pub height: f64,
            pub width: f64,
            pub depth: f64,
            pub rating: i32,
            pub reviews: i32,
            pub position: i32,
            pub revision: i32,
            pub active: bool,
            pub visible: bool,
            pub taxable: bool,
        }
    };
}
pub(crate) use product;

product! {
    /// A row of `products`.
    #[derive(Debug)]
    []
    Product
}

impl New {
    /// The item with a number; the same number gives the same item.
    pub fn made_up(number: i64) -> New {
        New {
            name: format!("item {} of {}", number, number * 7_919 % 10_007),
            quantity: (number * 31 % 1_000) as i32,
            price: (number % 400) as f64 / 4.0,
            available: number % 3 != 0,
        }
    }

    pub(super) fn with_key(self, id: i64) -> Item {
        let New { name, quantity, price, available } = self;
        Item { id, name, quantity, price, available }
    }
}

impl Account {
    pub(super) fn made_up(id: i64, dice: &mut Dice) -> Account {
        let (owner, email) = (dice.text(10..24), dice.text(10..24));
        Account { id, owner, email, balance: 0, visits: dice.roll(100) as i32 }
    }
}

impl Line {
    /// The line that the database makes under this key.
    pub(super) fn at(id: i64) -> Line {
        Line { id, number: (id % 1_000) as i32, text: format!("line {id} of many others") }
    }
}

impl Product {
    pub(super) fn made_up(id: i64, dice: &mut Dice) -> Product {
        Product {
            id,
            name: dice.text(10..40),
            sku: dice.text(8..16),
            brand: dice.text(5..20),
            category: dice.text(5..20),
            description: dice.text(60..200),
            note: (dice.roll(2) > 0).then(|| dice.text(10..40)),
            origin: (dice.roll(4) > 0).then(|| dice.text(5..20)),
            supplier: dice.roll(100) as i64,
            warehouse: dice.roll(10) as i64,
            stock: dice.roll(10_000) as i64,
            reserved: dice.roll(100) as i64,
            sold: dice.roll(1_000_000) as i64,
            parent: (dice.roll(2) > 0).then_some(id / 2),
            weight: dice.roll(1_000) as f64 / 8.0,
            height: dice.roll(1_000) as f64 / 8.0,
            width: dice.roll(1_000) as f64 / 8.0,
            depth: dice.roll(1_000) as f64 / 8.0,
            rating: dice.roll(6) as i32,
            reviews: dice.roll(500) as i32,
            position: id as i32,
            revision: dice.roll(20) as i32,
            active: dice.roll(10) > 0,
            visible: dice.roll(10) > 0,
            taxable: dice.roll(10) > 0,
        }
    }
}

/// Says how a struct with these fields is read: each library has structs of its own.
macro_rules! readable {
    ($row:ty, $this:ident => [$($number:expr),*], [$($text:expr),*]) => {
        impl $crate::peer::Rows for $row {
            fn read(&self, under: i64, sum: &mut $crate::checksum::Checksum) {
                let $this = self;
                sum.add(under, &[$this.id, $($number),*], &[$($text),*]);
            }
        }

        impl $crate::peer::Keyed for $row {
            fn id(&self) -> i64 {
                self.id
            }
        }
    };
    (user $row:ty) => {
        $crate::data::readable!($row, it => [], [&it.name, &it.email, &it.bio]);
    };
    (post $row:ty) => {
        $crate::data::readable!($row, it => [it.user_id, i64::from(it.published)], [&it.title, &it.body]);
    };
    (comment $row:ty) => {
        $crate::data::readable!(
            $row, it => [it.post_id, it.author_id, i64::from(it.likes)], [&it.body]
        );
    };
    (item $row:ty) => {
        $crate::data::readable!(
            $row,
            it => [i64::from(it.quantity), it.price.to_bits() as i64, i64::from(it.available)],
            [&it.name]
        );
    };
    (account $row:ty) => {
        $crate::data::readable!(
            $row, it => [it.balance, i64::from(it.visits)], [&it.owner, &it.email]
        );
    };
    (line $row:ty) => {
        $crate::data::readable!($row, it => [i64::from(it.number)], [&it.text]);
    };
    (product $row:ty) => {
        $crate::data::readable!(
            $row,
            it => [
                it.supplier, it.warehouse, it.stock, it.reserved, it.sold, it.parent.unwrap_or(-1),
                it.weight.to_bits() as i64, it.height.to_bits() as i64,
                it.width.to_bits() as i64, it.depth.to_bits() as i64,
                i64::from(it.rating), i64::from(it.reviews), i64::from(it.position),
                i64::from(it.revision), i64::from(it.active), i64::from(it.visible),
                i64::from(it.taxable)
            ],
            [
                &it.name, &it.sku, &it.brand, &it.category, &it.description,
                it.note.as_deref().unwrap_or("none"), it.origin.as_deref().unwrap_or("none")
            ]
        );
    };
}
pub(crate) use readable;

readable!(user User);
readable!(post Post);
readable!(comment Comment);
readable!(item Item);
readable!(account Account);
readable!(line Line);
readable!(product Product);
