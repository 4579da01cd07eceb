//! One notation for a load tree, from which come the typed query and the plain data.
//!
//! ```text
//! book [one author [one home], via editor [one mentor]] {cut volumes {one keeper}}
//!      in `with` or `select_related`                    in `prefetch_related`
//! ```
//!
//! `via` is a path over a to-one relation (`b.editor().mentor()`), the other words are [`Kind`]s.
//!
//! [`Kind`]: super::tree::Kind

/// The plain data.
macro_rules! nodes {
    ($way:ident: $($kind:ident $relation:ident $([$($with:tt)*])? $({$($apart:tt)*})?),* $(,)?) => {
        vec![$(nodes!(@ $kind $way $relation ($($($with)*)?) ($($($apart)*)?))),*]
    };
    // What a path leads over is joined; its end comes the way of the whole path.
    (@ via $way:ident $relation:ident ($($with:tt)*) ()) => {
        Node {
            kind: Kind::One,
            relation: stringify!($relation),
            way: Way::Joined,
            cut: Cut::default(),
            below: nodes!($way: $($with)*),
        }
    };
    (@ $kind:ident $way:ident $relation:ident ($($with:tt)*) ($($apart:tt)*)) => {
        Node {
            kind: nodes!(# $kind),
            relation: stringify!($relation),
            way: nodes!(% $kind $way),
            cut: Cut::default(),
            below: [nodes!(Joined: $($with)*), nodes!(Fetched: $($apart)*)].concat(),
        }
    };
    (# one) => { Kind::One };
    (# many) => { Kind::Many };
    (# shown) => { Kind::Shown };
    (# sorted) => { Kind::Sorted };
    (# cut) => { Kind::Cut };
    (# linked) => { Kind::Linked };
    (# through) => { Kind::Through };
    (# numbers) => { Kind::Numbers };
    (# counted) => { Kind::Counted };
    (% one $way:ident) => { Way::$way };
    (% counted $way:ident) => { Way::Joined };
    (% $kind:ident $way:ident) => { Way::Fetched };
}

/// The handles: a tuple.
macro_rules! loads {
    ($f:expr, $at:expr, $($kind:ident $relation:ident $([$($with:tt)*])? $({$($apart:tt)*})?),* $(,)?) => {
        ($(loads!(@ $kind $f, child(&$at, stringify!($relation)), $relation ($($($with)*)?) ($($($apart)*)?)),)*)
    };
    (@ via $f:expr, $node:expr, $relation:ident ($($with:tt)+) ()) => {
        loads!(*$f.$relation(), $node.below, $($with)+)
    };
    (@ one $f:expr, $node:expr, $relation:ident $with:tt $apart:tt) => {
        loads!(> $f.$relation(), $node, $with $apart)
    };
    (@ many $f:expr, $node:expr, $relation:ident $with:tt $apart:tt) => {
        loads!(> $f.$relation(), $node, $with $apart)
    };
    (@ shown $f:expr, $node:expr, $relation:ident $with:tt $apart:tt) => {
        loads!(> $f.$relation().with_deleted(), $node, $with $apart)
    };
    (@ sorted $f:expr, $node:expr, $relation:ident $with:tt $apart:tt) => {{
        let node = $node;
        loads!(> $f.$relation().order_by(|row| row.orders(&node.cut.order)), node, $with $apart)
    }};
    (@ numbers $f:expr, $node:expr, $relation:ident () ()) => {{
        let node = $node;
        $f.$relation().order_by(|row| row.orders(&node.cut.order)).select(|row| row.n)
    }};
    (@ counted $f:expr, $node:expr, $relation:ident () ()) => {{
        let node = $node;
        let rows = $f.$relation().filter(|row| row.cond(&node.cut.test));
        if node.cut.deleted { rows.with_deleted().counted() } else { rows.counted() }
    }};
    (@ through $f:expr, $node:expr, $relation:ident $with:tt $apart:tt) => {{
        let node = $node;
        let load = $f.$relation().order_by(|row| row.orders(&[]));
        let load = load.order_by_through(|link| link.id.asc());
        loads!(> load, node, $with $apart).with_through()
    }};
    (@ cut $f:expr, $node:expr, $relation:ident $with:tt $apart:tt) => {{
        let node = $node;
        let load = $f.$relation().filter(|row| row.cond(&node.cut.test));
        let load = load.order_by(|row| row.orders(&node.cut.order));
        loads!(> loads!(~ load, node), node, $with $apart)
    }};
    (@ linked $f:expr, $node:expr, $relation:ident $with:tt $apart:tt) => {{
        let node = $node;
        let (op, number) = node.cut.between;
        let load = $f
            .$relation()
            .filter(|row| row.cond(&node.cut.test))
            .filter_through(|link| compare(op, link.n, number))
            .order_by_through(|link| link.n.desc())
            .order_by(|row| row.orders(&node.cut.order))
            .order_by_through(|link| link.id.asc());
        loads!(> loads!(~ load, node), node, $with $apart).with_through()
    }};
    // The limits that plain data says.
    (~ $load:expr, $node:expr) => {{
        let load = match $node.cut.limit {
            Some(limit) => $load.limit(limit),
            None => $load,
        };
        let load = match $node.cut.offset {
            Some(offset) => load.offset(offset),
            None => load,
        };
        if $node.cut.deleted { load.with_deleted() } else { load }
    }};
    // What is below.
    (> $load:expr, $node:expr, () ()) => {{
        let _: &Node = $node;
        $load
    }};
    (> $load:expr, $node:expr, ($($with:tt)+) ()) => {
        $load.with(|f| loads!(f, $node.below, $($with)+))
    };
    (> $load:expr, $node:expr, () ($($apart:tt)+)) => {
        $load.prefetch_related(|f| loads!(f, $node.below, $($apart)+))
    };
    (> $load:expr, $node:expr, ($($with:tt)+) ($($apart:tt)+)) => {{
        let below: &[Node] = &$node.below;
        $load
            .with(|f| loads!(f, below, $($with)+))
            .prefetch_related(|f| loads!(f, below, $($apart)+))
    }};
}

/// A query with each of the loads by a call of its own, the last of them first.
macro_rules! one_by_one {
    ($query:expr, $at:expr, $call:ident:) => { $query };
    ($query:expr, $at:expr, $call:ident: $kind:ident $relation:ident $([$($with:tt)*])? $({$($apart:tt)*})? $(, $($rest:tt)*)?) => {
        one_by_one!($query, $at, $call: $($($rest)*)?)
            .$call(|f| loads!(f, $at, $kind $relation $([$($with)*])? $({$($apart)*})?))
    };
}

/// The rows with the loads that these words stand for, if there are any.
macro_rules! load_onto {
    ($db:expr, $rows:expr, $at:expr, ()) => { $rows };
    ($db:expr, $rows:expr, $at:expr, ($($loads:tt)+)) => {
        orm::load_related($db, $rows, |f| loads!(f, $at, $($loads)+)).await?
    };
}

macro_rules! with_call {
    ($query:expr, $at:expr, $call:ident ()) => { $query };
    ($query:expr, $at:expr, $call:ident ($($loads:tt)+)) => {
        $query.$call(|f| loads!(f, $at, $($loads)+))
    };
}

macro_rules! cases {
    ($($name:ident: $model:ident $table:ident $([$($with:tt)*])? $({$($apart:tt)*})?;)+) => {
        vec![$(cases!(@ $name $model $table ($($($with)*)?) ($($($apart)*)?))),+]
    };
    (@ $name:ident $model:ident $table:ident ($($with:tt)*) ($($apart:tt)*)) => {
        Case {
            name: stringify!($name),
            shape: || Tree {
                table: stringify!($table),
                cut: Cut::default(),
                loads: merged(
                    [nodes!(Joined: $($with)*), nodes!(Fetched: $($apart)*)].concat(),
                ),
            },
            queries: |tree| {
                let query = || root::<$model>(&tree.cut);
                let select = with_call!(query(), tree.loads, select_related ($($with)*));
                let other = one_by_one!(query(), tree.loads, prefetch_related: $($apart)*);
                both([
                    with_call!(select, tree.loads, prefetch_related ($($apart)*)),
                    one_by_one!(other, tree.loads, select_related: $($with)*),
                ])
            },
            steps: || [nodes!(Joined: $($with)*), nodes!(Joined: $($apart)*)],
            onto: |db, tree| Box::pin(async move {
                let rows = root::<$model>(&tree.cut).all(db).await?;
                let some = load_onto!(db, rows, tree.loads, ($($with)*));
                let all = load_onto!(db, some, tree.loads, ($($apart)*));
                Ok(plain_rows(&all, &tree.loads))
            }),
        }
    };
}
