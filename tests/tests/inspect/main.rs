//! Models of databases that others have made: their structs compile, query, and say what the database holds.
//!
//! `ORM_TEST_BLESS=1 tests/run -p orm-tests --test inspect` writes the structs anew.

mod normal;
mod shop;

// As they are written, for whoever reads them.
#[allow(unreachable_pub)]
#[rustfmt::skip]
#[path = "schemas/odd.rs"]
mod odd;
#[allow(unreachable_pub)]
#[rustfmt::skip]
#[path = "schemas/oscar.rs"]
mod oscar;
#[allow(unreachable_pub)]
#[rustfmt::skip]
#[path = "schemas/sakila.rs"]
mod sakila;
#[allow(unreachable_pub)]
#[rustfmt::skip]
#[path = "schemas/wagtail.rs"]
mod wagtail;

use normal::normal;
use orm::schema::Table;
use orm::{Db, sql, unsafe_text};
use orm_migrate::schema::Schema;
use orm_migrate::{Inspected, ReadOptions, canonical, inspect, introspect};
use orm_tests::setup::{self, TestDb};
use std::path::Path;

/// A database made from the SQL of a file.
async fn postgres(text: &str) -> TestDb {
    let t = setup::postgres().await;
    setup::superuser(&t).await.batch_execute(text).await.expect("the server takes it");
    t
}

async fn sqlite(text: &str) -> TestDb {
    let t = setup::sqlite().await;
    for statement in text.split_inclusive(";\n") {
        let statement = sql::<()>(unsafe_text(statement));
        statement.exec(&t.db).await.expect("the database takes it");
    }
    t
}

/// Inspects the database, and compares the structs with those that this test was compiled with.
async fn inspected(t: &TestDb, name: &str) -> Inspected {
    let found = introspect(&t.db, &ReadOptions::new()).await.expect("the database is read");
    let written = inspect(&found);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspect/schemas");
    let file = folder.join(format!("{name}.rs"));
    if std::env::var_os("ORM_TEST_BLESS").is_some() {
        std::fs::write(&file, &written.source).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(&file).expect("the file is there");
    assert!(kept == written.source, "{} is out of date", file.display());
    written
}

/// What the database holds is what the models say, but for what no model can say: see [`normal`].
async fn same(db: &Db, models: &[&'static Table]) {
    let database = Schema::of_database(db).await.expect("the database is read");
    // Both through the server: it writes few expressions otherwise when it reads its own text.
    let database = canonical(db, &database).await.expect("its own text is taken");
    let models = Schema::of_models(db.dialect(), models);
    let models = canonical(db, &models).await.expect("the models are made");
    let (database, models) = (normal(database), normal(models));
    for (database, models) in database.tables.iter().zip(&models.tables) {
        let text = |table| serde_json::to_string_pretty(table).expect("it is plain data");
        assert_eq!(text(database), text(models));
    }
    assert_eq!(database, models);
}

/// Asks every model for its rows, and for the tables.
macro_rules! query_all {
    ($db:expr, $module:ident { $($model:ident)+ }) => {{
        $(
            let rows = $module::$model::query().all($db).await.expect("the table can be read");
            assert!(rows.is_empty());
        )+
        [$($module::$model::TABLE),+]
    }};
}

#[tokio::test]
async fn oscar() {
    let t = postgres(include_str!("schemas/oscar.sql")).await;
    inspected(&t, "oscar").await;
    let models = query_all! { &t.db, oscar {
        AddressCountry AddressUseraddress AuthGroup AuthGroupPermission AuthPermission AuthUser
        AuthUserGroup AuthUserUserPermission BasketBasket BasketLine BasketLineattribute
        CatalogueAttributeoption CatalogueAttributeoptiongroup CatalogueCategory
        CatalogueOption CatalogueProduct CatalogueProductProductOption
        CatalogueProductattribute CatalogueProductattributevalue
        CatalogueProductattributevalueValueMultiOption CatalogueProductcategory
        CatalogueProductclass CatalogueProductclassOption CatalogueProductimage
        CatalogueProductrecommendation DjangoContentType DjangoSite OrderBillingaddress
        OrderCommunicationevent OrderLine OrderLineattribute OrderLineprice OrderOrder
        OrderOrdernote OrderOrderstatuschange OrderPaymentevent OrderPaymenteventquantity
        OrderPaymenteventtype OrderShippingaddress OrderShippingevent
        OrderShippingeventquantity OrderShippingeventtype PartnerPartner
        PartnerPartnerUser PartnerPartneraddress PartnerStockrecord
    } };
    same(&t.db, &models).await;
    let written = oscar::AddressCountry::query().filter(|c| c.printable_name.eq("Germany"));
    assert!(!written.exists(&t.db).await.expect("a query"));
}

#[tokio::test]
async fn sakila() {
    let t = postgres(include_str!("schemas/sakila.sql")).await;
    let written = inspected(&t, "sakila").await;
    let models = query_all! { &t.db, sakila {
        Actor Address Category City Country Customer Film FilmActor FilmCategory Inventory
        Language Payment Rental Staff Store
    } };
    same(&t.db, &models).await;
    let said: Vec<_> = written.remarks.iter().map(ToString::to_string).collect();
    for expected in [
        "film.fulltext: no Rust type for `tsvector`: the column is left out; rows cannot be made without it",
        "film: partitioned by `RANGE (film_id)`",
        "city: the reference in `country_id` to `country` is left out: `i16` is not `i32`, the type there",
        "film_list: a view is left out",
        "year: a domain is left out",
    ] {
        assert!(said.iter().any(|said| said == expected), "{expected}");
    }
}

#[tokio::test]
async fn wagtail() {
    let t = sqlite(include_str!("schemas/wagtail.sql")).await;
    inspected(&t, "wagtail").await;
    let models = query_all! { &t.db, wagtail {
        AuthGroup AuthGroupPermission AuthPermission AuthUser AuthUserGroup AuthUserUserPermission
        DjangoContentType TaggitTag TaggitTaggeditem WagtailcoreApitoken
        WagtailcoreCollection WagtailcoreCollectionviewrestriction
        WagtailcoreCollectionviewrestrictionGroup WagtailcoreComment
        WagtailcoreCommentreply WagtailcoreGroupapprovaltask
        WagtailcoreGroupapprovaltaskGroup WagtailcoreGroupcollectionpermission
        WagtailcoreGrouppagepermission WagtailcoreGroupsitepermission WagtailcoreLocale
        WagtailcoreModellogentry WagtailcorePage WagtailcorePagelogentry
        WagtailcorePagesubscription WagtailcorePageviewrestriction
        WagtailcorePageviewrestrictionGroup WagtailcoreReferenceindex WagtailcoreRevision
        WagtailcoreSite WagtailcoreTask WagtailcoreTaskstate WagtailcoreUploadedfile
        WagtailcoreWorkflow WagtailcoreWorkflowcontenttype WagtailcoreWorkflowpage
        WagtailcoreWorkflowstate WagtailcoreWorkflowtask WagtaildocsDocument
        WagtailimagesImage WagtailimagesRendition
    } };
    same(&t.db, &models).await;
}

#[tokio::test]
async fn odd() {
    let t = postgres(include_str!("schemas/odd.sql")).await;
    let written = inspected(&t, "odd").await;
    let models = query_all! { &t.db, odd { OptionRow Shelve BoxRow Move } };
    same(&t.db, &models).await;
    let said: Vec<_> = written.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "moves: without a key that a model can have, it is only read",
            "shelves.label: the collation `C` has no place in a model",
            "the archive.boxes: the primary key is named `box_key`",
            "the archive.boxes: the reference in `user_id` to `options` is left out: the column there may be empty",
            "the archive.boxes.document: no Rust type for `json`: the column is left out",
            "the archive.boxes.id: GENERATED ALWAYS, where a model says BY DEFAULT",
            "the archive.boxes.kept: no Rust type for `interval`: the column is left out",
        ]
    );
    // Rows can be made, and found over the relations.
    let new = odd::option_row::New {
        r#type: "x".into(),
        self_: Some(3),
        user_id: Some(7),
        n2nd: Some(vec![1, 2]),
        a_b: None,
        create_date: None,
    };
    let option = odd::OptionRow::create(&t.db, new).await.expect("a row");
    assert_eq!((option.self_, option.a_b), (3, odd::Mood::Bad));
    let shelf = odd::shelve::New { room: 1, number: 2, label: None };
    odd::Shelve::create(&t.db, shelf).await.expect("a row");
    let new = odd::box_row::New {
        shelf: Some(2),
        room: Some(1),
        parent: None,
        option_type: "x".into(),
        user_id: Some(7),
        kind: Some(odd::Kind::NSelf),
        weight: None,
    };
    let made = odd::BoxRow::create(&t.db, new).await.expect("a row");
    assert_eq!(made.twice, Some(rust_decimal::dec!(3)));
    let found = odd::BoxRow::query()
        .filter(|b| b.shelve().label.eq("none") & b.option_row().self_.eq(3))
        .select_related(|b| b.shelve())
        .one(&t.db)
        .await
        .expect("it is there");
    assert_eq!(found.shelve().map(|shelf| shelf.number), Some(2));
}
