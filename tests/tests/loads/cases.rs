//! The load trees: every kind of relation at every depth, joined and fetched.

use super::ask::{Case, both, plain_rows};
use super::model::*;
use super::search::{Search, compare, root};
use super::tree::{Cut, Kind, Node, Tree, Way, child, merged};

pub fn cases() -> Vec<Case> {
    let mut all = to_one();
    all.extend(to_many());
    all.extend(through());
    all.extend(mixed());
    all
}

fn to_one() -> Vec<Case> {
    cases! {
        required: Book book [one author];
        required_apart: Book book {one author};
        optional: Book book [one publisher, one rate, one editor];
        optional_apart: Book book {one publisher, one rate, one editor};
        chain: Volume volume [one book [one author [one home [one land]]]];
        chain_apart: Volume volume {one book {one author {one home {one land}}}};
        path: Volume volume [via book [via author [via home [one land]]]];
        path_apart: Volume volume {via book [via author [via home [one land]]]};
        parents: Author author [one mentor [one mentor [one mentor [one mentor]]]];
        parents_apart: Author author {one mentor {one mentor [one mentor {one mentor}]}};
        over_unique: Subject subject [one broader [one broader]] ;
        over_unique_apart: Subject subject {one broader {one broader [one broader]}};
        composite: Archive archive [one place [one land]];
        composite_apart: Archive archive {one place {one land}};
        one_to_one: Author author [one portrait, one home [many archives]];
        one_to_one_apart: Author author {one portrait, one home {many archives}};
        one_to_one_and_back: Portrait portrait [one author [one portrait [one author]]];
        joins_below_a_fetched_row: Book book {one author [one mentor [one portrait], one home]};
        fetches_below_a_joined_row: Book book
            [one author {one mentor {one portrait}, one home {many archives}}, one publisher {one land}];
        joined_and_fetched: Book book [one author [one mentor]] {one author {one mentor, one home}};
        from_between: Filing filing [one book [one publisher [one land]], one subject [one broader]];
        from_between_apart: Interest interest {one author {one home}, one subject {one broader}};
    }
}

fn to_many() -> Vec<Case> {
    cases! {
        whole: Author author {many books};
        ordered: Author author {sorted books, sorted edited};
        some: Author author {cut books, cut edited};
        deleted_too: Publisher publisher {shown books [one author, one editor]};
        values: Author author {numbers books, numbers pupils};
        counts: Book book [one author [counted books, counted pupils], one editor [counted edited]];
        counts_of_a_path: Volume volume {via book [via author [counted edited], counted volumes]};
        counts_below: Author author {cut books [counted volumes, one author [counted books]], many edited {counted volumes}};
        levels: Land land {cut places {cut authors {cut books {cut volumes}}}};
        levels_whole: Land land {many places {many authors {many books {many volumes}}}};
        children: Author author {sorted pupils {cut pupils [sorted pupils {many pupils}]}};
        children_of_unique: Subject subject {cut narrower [one broader] {sorted narrower {many narrower}}};
        of_a_composite: Place place [one land] {many archives, cut authors [one home [many archives]]};
        of_a_decimal: Rate rate {cut books [one rate] {one publisher}};
        of_a_uuid: Publisher publisher [one land] {cut books [one publisher [one land]] {one rate}};
        joins_inside: Author author {cut books [one publisher [one land], one rate, one author [one mentor]]};
        fetches_inside: Author author {cut books {one publisher {one land}, one rate, one author {one mentor}}};
        of_one_to_one: Portrait portrait {one author {one portrait {one author {cut pupils}}}};
        of_a_path: Volume volume {via book [via author [cut pupils [one home], one mentor, numbers edited]]};
        of_joined_rows: Volume volume
            [one book [one author [sorted books [one editor]], one publisher {cut books}], one keeper [many pupils]];
        there_and_back: Book book [one author [many books [one author [sorted books]]]];
    }
}

fn through() -> Vec<Case> {
    cases! {
        tags: Book book {many subjects};
        some_tags: Book book {cut subjects};
        tags_with_rows_between: Book book {through subjects};
        some_tags_with_rows_between: Subject subject {linked books [one author [one home]] {many volumes}};
        values_of_tags: Subject subject {numbers books, numbers fans};
        over_a_unique_column: Author author {linked interests [one broader]};
        over_a_unique_column_back: Subject subject {linked fans {one home {one land}}, shown books};
        from_end_to_end: Book book {cut subjects {linked books {cut subjects {many books}}}};
        below_joined_rows: Volume volume [one book [linked subjects {many fans}], one keeper {through interests}];
        counts_of_tags: Volume volume [one book [counted subjects], one keeper [counted interests]];
        counts_below_tags: Book book {many subjects [counted books, counted fans]};
        deep_tags: Land land {many publishers {sorted books {through subjects {cut fans [one mentor]}}}};
    }
}

fn mixed() -> Vec<Case> {
    cases! {
        everything_of_a_book: Book book
            [one author [one home [one land], one mentor], one editor, one publisher, one rate]
            {sorted volumes [one keeper], linked subjects, one author {cut pupils, many interests}};
        everything_of_an_author: Author author
            [one mentor [one home], one home {many archives}, one portrait]
            {cut books {cut volumes {one keeper}, one rate}, many edited, sorted pupils, through interests, one home [one land]};
        paths_merge: Book book
            [one author, via author [one home], via author [via home [one land]]]
            {via author [many books], via author [via mentor [cut edited]], many volumes};
        added_below_rows: Author author {many books, many books [one rate], many books {many volumes}};
        added_to_rows: Author author
            [one mentor, one home] {one mentor [one home], one home [one land, many authors], many books};
        added_deep: Volume volume [one book [one author]] {one book [one author [one mentor, many books] {one home}]};
    }
}
