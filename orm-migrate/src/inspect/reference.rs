//! References as relations, in both directions.

use super::model::{Model, Models};
use super::name;
use crate::schema::{Action, ForeignKey};
use heck::{ToSnakeCase, ToUpperCamelCase};

/// A reference that a model can say.
struct Reference<'a> {
    key: &'a ForeignKey,
    from: usize,
    to: usize,
    fields: Vec<usize>,
    target_fields: Vec<usize>,
    /// Whether it leads to the primary key there.
    is_key: bool,
    /// What else is said of it: a word, and what stands behind it.
    rules: Vec<(&'static str, Option<String>)>,
    /// The to-one relation, once it has a name.
    relation: String,
}

impl Models<'_> {
    /// Adds what refers to another table.
    pub(super) fn add_references(&mut self) {
        let mut said = Vec::new();
        for from in 0..self.list.len() {
            for key in &self.list[from].table.foreign_keys {
                match self.reference(from, key).and_then(|one| self.say(one)) {
                    Ok(one) => said.push(one),
                    Err(reason) => {
                        let columns = key.columns.join("`, `");
                        let text = format!(
                            "the reference in `{columns}` to `{}` is left out: {reason}",
                            key.target
                        );
                        self.list[from].note_table(text);
                    }
                }
            }
        }
        for one in &said {
            self.other_side(&said, one);
        }
    }

    fn reference<'k>(&self, from: usize, key: &'k ForeignKey) -> Result<Reference<'k>, String> {
        let model = &self.list[from];
        let fields = model.fields(&key.columns).ok_or("a column is left out")?;
        let to = self.position(&key.target).ok_or("no model of the table it leads to")?;
        let target = &self.list[to];
        let target_fields =
            target.fields(&key.target_columns).ok_or("a column there is left out")?;
        for (own, other) in fields.iter().zip(&target_fields) {
            let (own, other) = (&model.fields[*own].ty.name, &target.fields[*other].ty.name);
            if own != other {
                return Err(format!("`{own}` is not `{other}`, the type there"));
            }
        }
        if target.view {
            return Err("the model there has no key".to_owned());
        }
        let is_key = target.table.primary_key.as_ref().is_some_and(|primary| {
            let same = |column| key.target_columns.contains(column);
            primary.columns.len() == key.target_columns.len() && primary.columns.iter().all(same)
        });
        let mut one = Reference {
            key,
            from,
            to,
            fields,
            target_fields,
            is_key,
            rules: Vec::new(),
            relation: String::new(),
        };
        // What is only read has none.
        if !model.view {
            one.rules = actions(model, &one)?;
            one.rules.extend(match key.deferrable {
                Some(true) => Some(("deferred", None)),
                Some(false) => Some(("deferrable", None)),
                None => None,
            });
        }
        Ok(one)
    }

    fn say<'k>(&mut self, mut one: Reference<'k>) -> Result<Reference<'k>, String> {
        one.relation = match one.fields[..] {
            [field] => self.single(&mut one, field)?,
            _ if one.is_key => self.composite(&mut one),
            _ => return Err("a key of several columns leads to a primary key only".to_owned()),
        };
        let model = &mut self.list[one.from];
        model.relations.push(one.relation.clone());
        if !one.key.on_delete_columns.is_empty() {
            let only = one.key.on_delete_columns.join("`, `");
            model.note(one.fields[0], format!("ON DELETE sets `{only}` only"));
        }
        Ok(one)
    }

    /// `#[model(references = Customer)]`; gives the relation's name.
    fn single(&mut self, one: &mut Reference<'_>, field: usize) -> Result<String, String> {
        let (model, target) = (&self.list[one.from], &self.list[one.to]);
        let own = &model.fields[field];
        let other = &target.fields[one.target_fields[0]];
        let is_set = |columns: &[String]| columns == [other.column.name.clone()];
        let is_unique = target.table.uniques.iter().any(|set| is_set(&set.columns));
        if !(one.is_key || is_unique) {
            return Err("the column there is not declared unique".to_owned());
        }
        if !one.is_key && other.is_optional {
            return Err("the column there may be empty".to_owned());
        }
        if own.is_filled {
            return Err("the database fills the column".to_owned());
        }
        if own.items.iter().any(|item| item.starts_with("references")) {
            return Err("the column has another reference".to_owned());
        }
        let mut items = vec![match one.is_key {
            true => format!("references = {}", target.name),
            false => format!("references = {}.{}", target.name, name::written(&other.name)),
        }];
        let short = own.name.strip_suffix("_id").unwrap_or_default().to_owned();
        let wanted = [short.clone(), target.name.to_snake_case(), format!("{}_row", own.name)];
        let relation = free(model, wanted);
        if relation != short {
            items.push(format!("relation = {}", name::written(&relation)));
        }
        one.rules.extend(constraint(model, one));
        items.extend(one.rules.iter().map(|(word, value)| match value {
            Some(value) => format!("{word} = {value}"),
            None => (*word).to_owned(),
        }));
        self.list[one.from].fields[field].items.extend(items);
        Ok(relation)
    }

    /// `#[model(belongs_to(shipment: Shipment by (warehouse, number)))]`, its fields in the order of the key
    /// there; gives the relation's name.
    fn composite(&mut self, one: &mut Reference<'_>) -> String {
        let (model, target) = (&self.list[one.from], &self.list[one.to]);
        let order = target.table.primary_key.iter().flat_map(|primary| &primary.columns);
        let at = |column| one.key.target_columns.iter().position(|other| other == column);
        one.fields = order.filter_map(at).map(|at| one.fields[at]).collect();
        let snake = target.name.to_snake_case();
        let relation = free(model, [snake.clone(), format!("{snake}_row")]);
        one.rules.extend(constraint(model, one));
        let mut item = format!(
            "belongs_to({}: {} by ({})",
            name::written(&relation),
            target.name,
            model.named(&one.fields),
        );
        for (word, value) in &one.rules {
            item.push_str(&format!(" {word}"));
            item.extend(value.iter().map(|value| format!(" {value}")));
        }
        item.push(')');
        self.list[one.from].items.push(item);
        relation
    }

    /// `has_many(orders: Order.customer_id)`, or `has_one` where the reference is unique.
    fn other_side(&mut self, all: &[Reference<'_>], one: &Reference<'_>) {
        let (child, parent) = (&self.list[one.from], &self.list[one.to]);
        if child.view {
            return;
        }
        let columns: Vec<_> =
            one.fields.iter().map(|at| child.fields[*at].column.name.clone()).collect();
        let is_single =
            columns.len() == 1 && child.table.uniques.iter().any(|set| set.columns == columns);
        let same = |other: &&Reference<'_>| (other.from, other.to) == (one.from, one.to);
        let is_only = all.iter().filter(same).count() == 1;
        let (kind, base) = match is_single {
            true => ("has_one", child.snake()),
            false => ("has_many", name::plural(&child.name)),
        };
        let by = format!("{base}_by_{}", one.relation);
        let relation = match is_only && one.from != one.to {
            true => free(parent, [base, by]),
            false => free(parent, [by]),
        };
        let fields = child.named(&one.fields);
        let fields = if one.fields.len() == 1 { fields } else { format!("({fields})") };
        let item = format!("{kind}({}: {}.{fields})", name::written(&relation), child.name);
        let parent = &mut self.list[one.to];
        parent.items.push(item);
        parent.relations.push(relation);
    }
}

/// The actions that are not the usual one; an error for one that a model cannot say.
fn actions(
    model: &Model<'_>,
    one: &Reference<'_>,
) -> Result<Vec<(&'static str, Option<String>)>, String> {
    let mut actions = Vec::new();
    for (event, action) in [("on_delete", one.key.on_delete), ("on_update", one.key.on_update)] {
        let mut fields = one.fields.iter().map(|at| &model.fields[*at]);
        let word = match action {
            Action::NoAction => continue,
            Action::Restrict => "restrict",
            Action::Cascade => "cascade",
            Action::SetNull if fields.all(|field| field.is_optional) => "set_null",
            Action::SetNull => return Err(format!("{event} empties a column that is never empty")),
            Action::SetDefault => {
                let has_default = |item: &String| item.starts_with("default");
                if !fields.all(|field| field.items.iter().any(has_default)) {
                    return Err(format!("{event} sets a default that there is not"));
                }
                "set_default"
            }
        };
        actions.push((event, Some(word.to_owned())));
    }
    Ok(actions)
}

/// The name in the database, if it is not the one that the derive gives.
fn constraint(model: &Model<'_>, one: &Reference<'_>) -> Option<(&'static str, Option<String>)> {
    let columns = one.fields.iter().map(|at| model.fields[*at].column.name.as_str());
    let columns = columns.collect::<Vec<_>>().join("_");
    let name = name::of_constraint(&model.table.name.name, &columns, "fkey");
    let is_own = |own: &&String| **own != name && name::fits(own) && !model.view;
    let own = one.key.name.as_ref().filter(is_own)?;
    Some(("constraint", Some(format!("{own:?}"))))
}

/// The first of the names that a relation of the model can have.
fn free<const N: usize>(model: &Model<'_>, wanted: [String; N]) -> String {
    let is_taken = |name: &str| {
        let same = |other: &String| other.to_upper_camel_case() == name.to_upper_camel_case();
        !name::can_be_relation(name)
            || model.fields.iter().any(|field| field.name == name)
            || model.relations.iter().any(same)
    };
    let last = wanted[N - 1].clone();
    let first = wanted.into_iter().find(|name| !is_taken(name));
    first.unwrap_or_else(|| name::free(last, "_", is_taken))
}
