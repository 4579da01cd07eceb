//! Random rows. The note `gone` marks what is deleted softly, `lost` what is removed behind the back of
//! the foreign keys, so that optional references lead nowhere.

use super::model::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::{Decimal, dec};
use uuid::Uuid;

const LANDS: [&str; 5] = ["DE", "de", "d'\"e", "", "lost é"];
/// The last is lost; before it there is one that equals the first, written in another way.
const RATES: [Decimal; 4] = [dec!(1.50), dec!(0), dec!(-2), dec!(99.9)];
const SLUGS: [&str; 6] = ["art", "Art", "art\\", "a,b", "[1]", "lost"];
const PLACES: usize = 6;
const PUBLISHERS: u128 = 5;
const AUTHORS: i64 = 9;
const BOOKS: i64 = 14;

/// Everything that is in the tables before what is marked is deleted.
#[derive(Debug, Clone)]
pub struct Data {
    pub lands: Vec<land::New>,
    pub places: Vec<place::New>,
    pub archives: Vec<archive::New>,
    pub rates: Vec<rate::New>,
    pub publishers: Vec<publisher::New>,
    pub authors: Vec<author::New>,
    pub portraits: Vec<portrait::New>,
    pub books: Vec<book::New>,
    pub volumes: Vec<volume::New>,
    pub subjects: Vec<subject::New>,
    pub filings: Vec<filing::New>,
    pub interests: Vec<interest::New>,
}

type Random<T> = BoxedStrategy<T>;

fn note() -> Random<Option<String>> {
    select(vec![None, Some("a"), Some("b"), Some("gone")])
        .prop_map(|note| note.map(str::to_owned))
        .boxed()
}

/// A row's number and its note. The last row of a table may be lost.
fn marks(rows: usize, lost: usize) -> Random<Vec<(i32, Option<String>)>> {
    let marks = vec((-2..4_i32, note()), rows);
    marks
        .prop_map(move |mut marks| {
            for (_, note) in marks.iter_mut().skip(rows - lost) {
                *note = Some("lost".into());
            }
            marks
        })
        .boxed()
}

fn index(rows: usize) -> Random<usize> {
    (0..rows).boxed()
}

fn maybe(rows: usize) -> Random<Option<usize>> {
    option::weighted(0.75, 0..rows).boxed()
}

fn uuid(at: usize) -> Uuid {
    Uuid::from_u128((at as u128) << 120 | 0xA0)
}

/// A rate's code with another scale than the row that it refers to.
fn rescaled(at: usize, longer: bool) -> Decimal {
    let mut code = RATES[at];
    code.rescale(code.scale() + u32::from(longer));
    code
}

fn places() -> Vec<(String, i32)> {
    (0..PLACES).map(|at| (LANDS[at % 3].to_owned(), (at / 3) as i32)).collect()
}

pub fn data() -> Random<Data> {
    (places_and_rates(), people(), books(), between())
        .prop_map(
            |(
                (lands, places, archives, rates, publishers),
                (authors, portraits),
                (books, volumes),
                (subjects, filings, interests),
            )| Data {
                lands,
                places,
                archives,
                rates,
                publishers,
                authors,
                portraits,
                books,
                volumes,
                subjects,
                filings,
                interests,
            },
        )
        .boxed()
}

#[expect(clippy::type_complexity)]
fn places_and_rates()
-> Random<(Vec<land::New>, Vec<place::New>, Vec<archive::New>, Vec<rate::New>, Vec<publisher::New>)>
{
    let lands = marks(LANDS.len(), 1).prop_map(|marks| {
        let rows = LANDS.iter().zip(marks);
        rows.map(|(code, (n, note))| land::New { code: (*code).into(), n, note }).collect()
    });
    // The last place is lost; no archive is in it.
    let place_rows = marks(PLACES, 1).prop_map(|marks| {
        let rows = places().into_iter().zip(marks);
        rows.map(|((land_code, number), (n, note))| place::New { land_code, number, n, note })
            .collect()
    });
    let archives = vec(any::<bool>(), PLACES - 1).prop_flat_map(|there| {
        marks(there.len(), 0).prop_map(move |marks| {
            let rows = places().into_iter().zip(marks).zip(&there).filter(|(_, there)| **there);
            rows.map(|(((land_code, number), (n, note)), _)| archive::New {
                land_code,
                number,
                n,
                note,
            })
            .collect()
        })
    });
    let rates = marks(RATES.len(), 1).prop_map(|marks| {
        let rows = RATES.iter().zip(marks);
        rows.map(|(code, (n, note))| rate::New { code: *code, n, note }).collect()
    });
    let rows = PUBLISHERS as usize;
    let publishers = (marks(rows, 1), vec(maybe(LANDS.len()), rows)).prop_map(|(marks, lands)| {
        let rows = marks.into_iter().zip(lands).enumerate();
        rows.map(|(at, ((n, note), land))| publisher::New {
            id: uuid(at),
            land_code: land.map(|at| LANDS[at].into()),
            n,
            note,
        })
        .collect()
    });
    (lands, place_rows, archives, rates, publishers).boxed()
}

fn people() -> Random<(Vec<author::New>, Vec<portrait::New>)> {
    let rows = AUTHORS as usize;
    let home = (maybe(PLACES), any::<(bool, bool)>());
    // The last two are lost; anybody may have had them as a mentor.
    let authors = (marks(rows, 2), vec((maybe(rows), home), rows)).prop_map(|(marks, refs)| {
        let rows = (1..).zip(marks.into_iter().zip(refs));
        rows.map(|(id, ((n, note), (mentor, (home, half))))| {
            let (land, number) = home.map(|at| places()[at].clone()).unzip();
            author::New {
                id,
                mentor_id: mentor.map(|at| at as i64 + 1),
                // A key of which a column is empty leads nowhere.
                home_land: land.filter(|_| half != (true, true)),
                home_number: number.filter(|_| half != (false, false)),
                n,
                note,
            }
        })
        .collect()
    });
    let rows = rows - 2;
    let portraits = (marks(rows, 0), vec(any::<bool>(), rows)).prop_map(|(marks, there)| {
        let rows = (1..).zip(marks).zip(there).filter(|(_, there)| *there);
        rows.map(|((author_id, (n, note)), _)| portrait::New {
            id: 100 - author_id,
            author_id,
            n,
            note,
        })
        .collect()
    });
    (authors, portraits).boxed()
}

fn books() -> Random<(Vec<book::New>, Vec<volume::New>)> {
    let people = AUTHORS as usize;
    let rate = (maybe(RATES.len()), any::<bool>());
    let refs = (index(people - 2), maybe(people), maybe(PUBLISHERS as usize), rate);
    let rows = BOOKS as usize;
    let books = (marks(rows, 0), vec(refs, rows)).prop_map(|(marks, refs)| {
        let rows = (1..).zip(marks.into_iter().zip(refs));
        rows.map(|(id, ((n, note), (author, editor, publisher, (rate, longer))))| book::New {
            id,
            author_id: author as i64 + 1,
            editor_id: editor.map(|at| at as i64 + 1),
            publisher_id: publisher.map(uuid),
            rate_code: rate.map(|at| rescaled(at, longer)),
            n,
            note,
        })
        .collect()
    });
    let refs = (index(rows), maybe(people));
    let volumes = (marks(20, 0), vec(refs, 20)).prop_map(|(marks, refs)| {
        let rows = (1..).zip(marks.into_iter().zip(refs));
        rows.map(|(id, ((n, note), (book, keeper)))| volume::New {
            id,
            book_id: book as i64 + 1,
            keeper_id: keeper.map(|at| at as i64 + 1),
            n,
            note,
        })
        .collect()
    });
    (books, volumes).boxed()
}

fn between() -> Random<(Vec<subject::New>, Vec<filing::New>, Vec<interest::New>)> {
    let count = SLUGS.len();
    let subjects = (marks(count, 1), vec(maybe(count), count)).prop_map(|(marks, broader)| {
        let rows = (1..).zip(SLUGS).zip(marks.into_iter().zip(broader));
        rows.map(|((id, slug), ((n, note), broader))| subject::New {
            id,
            slug: slug.into(),
            broader_slug: broader.map(|at| SLUGS[at].into()),
            n,
            note,
        })
        .collect()
    });
    // Few pairs, so that some are there twice.
    let filings =
        (marks(24, 0), vec((index(6), index(count - 1)), 24)).prop_map(|(marks, refs)| {
            let rows = (1..).zip(marks.into_iter().zip(refs));
            rows.map(|(id, ((n, note), (book, subject)))| filing::New {
                id,
                book_id: book as i64 + 1,
                subject_id: subject as i64 + 1,
                n,
                note,
            })
            .collect()
        });
    let interests =
        (marks(12, 0), vec((index(5), index(count - 1)), 12)).prop_map(|(marks, refs)| {
            let rows = (1..).zip(marks.into_iter().zip(refs));
            rows.map(|(id, ((n, note), (author, subject)))| interest::New {
                id,
                author_id: author as i64 + 1,
                subject_slug: SLUGS[subject].into(),
                n,
                note,
            })
            .collect()
        });
    (subjects, filings, interests).boxed()
}
