//! Labels of enums that are gone, and what rows get that hold them.

use super::{Question, Subject, Work};
use crate::op::Op;
use crate::schema::{Column, EnumType, Table};
use crate::sql::labels;
use crate::sql::words::{has_text, mentions};

/// Pairs of labels, in the order that their list has.
type Pairs = Vec<(String, String)>;

impl Work<'_> {
    /// What rows get that hold a label which an enum type has no more: the label, and the one in its place.
    pub(super) fn replaced_labels(&mut self, old: &EnumType, new: &EnumType) -> Pairs {
        let is_asked = |label: &String| {
            self.questions.iter().any(|question| match question {
                // Whether it has another name comes first.
                Question::Renamed { new: Subject::Label(of, _), gone } => {
                    *of == new.name && gone.contains(label)
                }
                _ => false,
            })
        };
        let gone = old.labels.iter().filter(|label| !new.labels.contains(label));
        let gone: Vec<_> = gone.filter(|label| !is_asked(label)).cloned().collect();
        let (hints, answers) = (self.hints.enum_type(&new.name), self.answers);
        let hints = hints.map(|hints| &*hints.renamed_labels).unwrap_or_default();
        let subject = |label: &str| Subject::Label(new.name.clone(), label.to_owned());
        let declared = |label: &str| {
            let is_it = |to: &&String| match answers.renamed(&subject(to)) {
                Some(_) => answers.is_renamed(&subject(to), label),
                None => hints.iter().any(|(new, from)| new == *to && from == label),
            };
            new.labels.iter().find(is_it).cloned()
        };
        self.instead(gone, &new.labels, subject, declared)
    }

    /// Labels of an enum kept as text, which only its check knows. An old one that is gone from there, and a
    /// new one that was not there, are the same if that is said.
    pub(super) fn values(&mut self, old: &Table, new: &Table, column: &Column) {
        let is_type = |column: &Column| column.ty.enum_name().is_some();
        if is_type(column) || old.column(&column.name).is_some_and(is_type) {
            return;
        }
        let literal = |label: &str| self.new.dialect.literal(label);
        let knows = |table: &Table, label: &str| {
            table.checks.iter().any(|check| {
                mentions(&check.expression, &column.name)
                    && has_text(&check.expression, &literal(label))
            })
        };
        let hints = self.hints.table(&new.name).and_then(|table| table.column(&column.name));
        let hints = hints.map(|hints| &*hints.renamed_labels).unwrap_or_default();
        let is_known_by = |(to, from): &&(String, String)| {
            knows(old, from) && !knows(old, to) && knows(new, to) && !knows(new, from)
        };
        let renamed = hints.iter().filter(is_known_by).map(|(to, from)| (from.clone(), to.clone()));
        let mut renamed: Pairs = renamed.collect();
        let mut replaced = Pairs::new();
        let is_computed = |table: &Table| {
            table.column(&column.name).is_some_and(|column| column.generated.is_some())
        };
        let lists = (labels::of(old, &column.name), labels::of(new, &column.name));
        if let ((Some(before), Some(after)), false) = (lists, is_computed(old) || is_computed(new))
        {
            let is_left = |label: &&String| {
                !after.contains(label) && renamed.iter().all(|(from, _)| from != *label)
            };
            let gone = before.iter().filter(is_left).cloned().collect();
            let subject = |label: &str| {
                Subject::Value(new.name.clone(), column.name.clone(), label.to_owned())
            };
            let declared = |label: &str| {
                // A label that moves on to a new one takes none in.
                let moves = |to: &String| {
                    let mut on = hints.iter().filter(|(_, from)| from == to);
                    on.any(|(to, _)| after.contains(to) && !before.contains(to))
                };
                let mut said = hints.iter().filter(|(_, from)| from == label);
                said.find(|(to, _)| !moves(to)).map(|(to, _)| to.clone())
            };
            for (from, to) in self.instead(gone, &after, subject, declared) {
                // What nobody held before is the old one under another name, which leads back to it.
                let is_fresh =
                    !before.contains(&to) && renamed.iter().all(|(_, taken)| *taken != to);
                if is_fresh { &mut renamed } else { &mut replaced }.push((from, to));
            }
        }
        for (from, to) in renamed {
            let (table, column) = (new.name.clone(), column.clone());
            self.push(Op::RenameValue { table, column, from, to });
        }
        if !replaced.is_empty() {
            let (table, column) = (new.name.clone(), column.clone());
            self.push(Op::ReplaceValues { table, column, values: replaced });
        }
    }

    /// What rows get in place of these labels: by answer, or else by declaration; otherwise it is asked for.
    fn instead(
        &mut self,
        gone: Vec<String>,
        labels: &[String],
        subject: impl Fn(&str) -> Subject,
        declared: impl Fn(&str) -> Option<String>,
    ) -> Pairs {
        let mut pairs = Pairs::new();
        for label in gone {
            let subject = subject(&label);
            let told = match self.answers.instead(&subject) {
                Some(None) => continue,
                Some(Some(to)) => Some(to.to_owned()),
                None => declared(&label),
            };
            match told.filter(|to| labels.contains(to)) {
                Some(to) => pairs.push((label, to)),
                None => {
                    let labels = labels.to_vec();
                    self.questions.push(Question::Gone { label: subject, labels });
                }
            }
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::{Answer, Answers, Subject, diff};
    use crate::schema::{Check, Column, DataType, EnumType, ObjectName, Schema, Table};
    use orm::Dialect;

    /// `orders (mood, state)`: an enum type, and an enum kept as text.
    fn orders(labels: &[&str], renamed: &[(&str, &str)]) -> Schema {
        let mut schema = Schema::empty(Dialect::Postgres);
        let name = ObjectName::plain("mood");
        let list = labels.iter().map(|label| (*label).to_owned()).collect();
        schema.enums.push(EnumType::new(name.clone(), list));
        let pairs = renamed.iter().map(|(to, from)| ((*to).to_owned(), (*from).to_owned()));
        schema.enums[0].renamed_labels = pairs.collect();
        let mut state = Column::new("state", DataType::named("text"));
        state.renamed_labels.clone_from(&schema.enums[0].renamed_labels);
        let mut table = Table::new(ObjectName::plain("orders"));
        table.columns = vec![Column::new("mood", DataType::Enum(name)), state];
        let list: Vec<_> = labels.iter().map(|label| format!("'{label}'")).collect();
        let expression = format!("\"state\" IN ({})", list.join(", "));
        table.checks.push(Check { name: Some("orders_state_labels".to_owned()), expression });
        schema.tables.push(table);
        schema
    }

    /// The same answer for the label of both.
    fn both(label: &str, answer: Answer) -> Answers {
        let (table, label) = (ObjectName::plain("orders"), label.to_owned());
        Answers::new()
            .with(Subject::Label(ObjectName::plain("mood"), label.clone()), answer.clone())
            .with(Subject::Value(table, "state".to_owned(), label), answer)
    }

    /// Compares what becomes of rows that hold one of `good`, `bad` and `ugly`, and what is asked.
    #[track_caller]
    fn check(labels: &[&str], renamed: &[(&str, &str)], answers: &Answers, expect: &[&str]) {
        let found = diff(&orders(&["good", "bad", "ugly"], &[]), &orders(labels, renamed), answers);
        let ops = found.ops.iter().map(ToString::to_string);
        let ops = ops.filter(|op| !op.contains(" check "));
        let questions = found.questions.iter().map(ToString::to_string);
        assert_eq!(ops.chain(questions).collect::<Vec<_>>(), expect);
        let again = diff(&found.target, &orders(labels, renamed), &Answers::new());
        assert!(again.ops.is_empty() && again.questions.is_empty(), "{again:?}");
    }

    #[test]
    fn a_label_that_is_gone_is_asked_for() {
        let asked = [
            "replace enum mood",
            "label ugly of column orders.state is gone: what do rows that hold it get?",
            "label ugly of enum mood is gone: what do rows that hold it get?",
        ];
        check(&["good", "bad"], &[], &Answers::new(), &asked);
        // What is no label answers nothing.
        check(&["good", "bad"], &[], &both("ugly", Answer::Label("bed".to_owned())), &asked);
        check(&["good", "bad"], &[], &both("ugly", Answer::Unused), &["replace enum mood"]);
        check(
            &["good", "bad"],
            &[],
            &both("ugly", Answer::Label("bad".to_owned())),
            &["replace values of orders.state: ugly by bad", "replace enum mood: ugly by bad"],
        );
    }

    #[test]
    fn another_name_may_be_that_of_a_label_that_stays() {
        let replaced =
            ["replace values of orders.state: ugly by bad", "replace enum mood: ugly by bad"];
        check(&["good", "bad"], &[("bad", "ugly")], &Answers::new(), &replaced);
        // Said long ago, about a label that is there.
        check(&["good", "bad", "ugly"], &[("bad", "ugly")], &Answers::new(), &[]);
        // An answer counts more.
        check(
            &["good", "bad"],
            &[("bad", "ugly")],
            &both("ugly", Answer::Label("good".to_owned())),
            &["replace values of orders.state: ugly by good", "replace enum mood: ugly by good"],
        );
        let label = Subject::Label(ObjectName::plain("mood"), "bad".to_owned());
        let renamed = both("ugly", Answer::Label("bad".to_owned()));
        let of_type = Answers::new().with(label, Answer::RenamedFrom("ugly".to_owned()));
        let found = diff(&orders(&["bad", "ugly"], &[]), &orders(&["bad"], &[]), &of_type);
        assert!(found.ops.iter().any(|op| op.to_string() == "replace enum mood: ugly by bad"));
        check(&["good", "bad"], &[], &renamed, &replaced);
    }

    #[test]
    fn a_label_that_moves_on_takes_none_in() {
        let chain = [("poor", "bad"), ("bad", "ugly")];
        check(
            &["good", "bad", "poor"],
            &chain,
            &Answers::new(),
            &[
                "rename label bad of enum mood to poor",
                "rename label ugly of enum mood to bad",
                "replace enum mood",
                "label ugly of column orders.state is gone: what do rows that hold it get?",
            ],
        );
    }

    #[test]
    fn a_label_that_nobody_held_is_another_name() {
        let fresh = both("ugly", Answer::Label("poor".to_owned()));
        let is_new = Subject::Label(ObjectName::plain("mood"), "poor".to_owned());
        check(
            &["good", "bad", "poor"],
            &[],
            &fresh.clone().with(is_new, Answer::New),
            &["rename value ugly of orders.state to poor", "replace enum mood: ugly by poor"],
        );
        // Whether it has another name is asked first.
        check(
            &["good", "bad", "poor"],
            &[],
            &Answers::new(),
            &[
                "replace enum mood",
                "label poor of enum mood is new: is it ugly under another name?",
                "label ugly of column orders.state is gone: what do rows that hold it get?",
            ],
        );
        // Two get it: one of them has it back, and the other one is that from then on.
        let two = both("bad", Answer::Label("poor".to_owned()));
        let text = |label: &str| {
            Subject::Value(ObjectName::plain("orders"), "state".to_owned(), label.to_owned())
        };
        let two = two.with(text("ugly"), Answer::Label("poor".to_owned()));
        let found = diff(&orders(&["bad", "ugly"], &[]), &orders(&["poor"], &[]), &two);
        let values = found.ops.iter().map(ToString::to_string);
        let values: Vec<_> = values.filter(|op| op.contains("value")).collect();
        let expect = [
            "rename value bad of orders.state to poor",
            "replace values of orders.state: ugly by poor",
        ];
        assert_eq!(values, expect);
    }
}
