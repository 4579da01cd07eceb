//! References as relations, in both directions.

use super::model::{Model, Models};
use super::name;
use crate::schema::{Action, ForeignKey};
use heck::{ToSnakeCase, ToUpperCamelCase};

/// A reference that a model says.
struct Said {
    from: usize,
    to: usize,
    fields: Vec<usize>,
    /// The to-one relation.
    relation: String,
}

impl Models<'_> {
    /// Adds what refers to another table.
    pub(super) fn add_references(&mut self) {
        let mut said = Vec::new();
        for from in 0..self.list.len() {
            for key in &self.list[from].table.foreign_keys {
                match self.reference(from, key) {
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

    fn reference(&mut self, from: usize, key: &ForeignKey) -> Result<Said, String> {
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
        let actions = actions(model, &fields, key)?;
        let said = match fields[..] {
            [field] => self.single(from, to, field, target_fields[0], is_key, &actions)?,
            _ if is_key => self.composite(from, to, fields, key, &actions),
            _ => return Err("a key of several columns leads to a primary key only".to_owned()),
        };
        self.differences(&said, key);
        Ok(said)
    }

    /// `#[model(references = Customer)]`
    fn single(
        &mut self,
        from: usize,
        to: usize,
        field: usize,
        target_field: usize,
        is_key: bool,
        actions: &[(&str, &str)],
    ) -> Result<Said, String> {
        let (model, target) = (&self.list[from], &self.list[to]);
        let own = &model.fields[field];
        let other = &target.fields[target_field];
        let is_unique =
            target.table.uniques.iter().any(|set| set.columns == [other.column.name.clone()]);
        if !(is_key || is_unique) {
            return Err("the column there is not declared unique".to_owned());
        }
        if own.is_filled {
            return Err("the database fills the column".to_owned());
        }
        if own.items.iter().any(|item| item.starts_with("references")) {
            return Err("the column has another reference".to_owned());
        }
        let mut items = vec![match is_key {
            true => format!("references = {}", target.name),
            false => format!("references = {}.{}", target.name, name::written(&other.name)),
        }];
        let short = own.name.strip_suffix("_id").unwrap_or_default().to_owned();
        let wanted = [short.clone(), target.name.to_snake_case(), format!("{}_row", own.name)];
        let relation = free(model, wanted);
        if relation != short {
            items.push(format!("relation = {}", name::written(&relation)));
        }
        items.extend(actions.iter().map(|(event, action)| format!("{event} = {action}")));
        let model = &mut self.list[from];
        model.fields[field].items.extend(items);
        model.relations.push(relation.clone());
        Ok(Said { from, to, fields: vec![field], relation })
    }

    /// `#[model(belongs_to(shipment: Shipment by (warehouse, number)))]`, its fields in the order of the key there.
    fn composite(
        &mut self,
        from: usize,
        to: usize,
        fields: Vec<usize>,
        key: &ForeignKey,
        actions: &[(&str, &str)],
    ) -> Said {
        let (model, target) = (&self.list[from], &self.list[to]);
        let order = target.table.primary_key.iter().flat_map(|primary| &primary.columns);
        let at = |column| key.target_columns.iter().position(|other| other == column);
        let fields: Vec<_> = order.filter_map(at).map(|at| fields[at]).collect();
        let snake = target.name.to_snake_case();
        let relation = free(model, [snake.clone(), format!("{snake}_row")]);
        let mut item = format!(
            "belongs_to({}: {} by ({})",
            name::written(&relation),
            target.name,
            model.named(&fields),
        );
        item.extend(actions.iter().map(|(event, action)| format!(" {event} {action}")));
        item.push(')');
        let model = &mut self.list[from];
        model.items.push(item);
        model.relations.push(relation.clone());
        Said { from, to, fields, relation }
    }

    /// What the model's reference has otherwise than the database's.
    fn differences(&mut self, said: &Said, key: &ForeignKey) {
        let model = &mut self.list[said.from];
        let columns: Vec<_> =
            said.fields.iter().map(|at| model.fields[*at].column.name.as_str()).collect();
        let name = name::of_constraint(&model.table.name.name, &columns.join("_"), "fkey");
        let mut notes = Vec::new();
        if let Some(own) = key.name.as_ref().filter(|own| **own != name) {
            notes.push(format!("the reference is named `{own}`"));
        }
        if key.deferrable.is_some() {
            notes.push("the reference may be checked at the end of a transaction".to_owned());
        }
        if !key.on_delete_columns.is_empty() {
            notes.push(format!("ON DELETE sets `{}` only", key.on_delete_columns.join("`, `")));
        }
        for note in notes {
            model.note(said.fields[0], note);
        }
    }

    /// `has_many(orders: Order.customer_id)`, or `has_one` where the reference is unique.
    fn other_side(&mut self, all: &[Said], one: &Said) {
        let (child, parent) = (&self.list[one.from], &self.list[one.to]);
        if child.view {
            return;
        }
        let columns: Vec<_> =
            one.fields.iter().map(|at| child.fields[*at].column.name.clone()).collect();
        let is_single =
            columns.len() == 1 && child.table.uniques.iter().any(|set| set.columns == columns);
        let is_only =
            all.iter().filter(|other| (other.from, other.to) == (one.from, one.to)).count() == 1;
        let (kind, base) = if is_single {
            ("has_one", child.snake())
        } else {
            ("has_many", name::plural(&child.name))
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
    fields: &[usize],
    key: &ForeignKey,
) -> Result<Vec<(&'static str, &'static str)>, String> {
    let mut actions = Vec::new();
    for (event, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        let word = match action {
            Action::NoAction => continue,
            Action::Restrict => "restrict",
            Action::Cascade => "cascade",
            Action::SetNull if fields.iter().all(|at| model.fields[*at].is_optional) => "set_null",
            Action::SetNull => return Err(format!("{event} empties a column that is never empty")),
            Action::SetDefault => "set_default",
        };
        let has_default =
            |at: &usize| model.fields[*at].items.iter().any(|item| item.starts_with("default"));
        if action == Action::SetDefault && !fields.iter().all(has_default) {
            return Err(format!("{event} sets a default that there is not"));
        }
        // What is only read has no actions.
        if !model.view {
            actions.push((event, word));
        }
    }
    Ok(actions)
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
