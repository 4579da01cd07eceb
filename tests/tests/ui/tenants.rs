// The models of the cases about tenants.

use orm::Model;

#[derive(Model, Debug, Clone)]
#[model(has_many(customers: Customer.region_code))]
pub struct Region {
    #[model(primary_key)]
    pub code: String,
}

#[derive(Model, Debug, Clone)]
#[model(
    tenant = tenant_id,
    unique(name),
    has_many(invoices: Invoice.customer_id),
    many_to_many(labels: Label through CustomerLabel),
)]
pub struct Customer {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    pub name: String,
    #[model(references = Region, relation = region)]
    pub region_code: String,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id)]
pub struct Invoice {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    #[model(references = Customer)]
    pub customer_id: i64,
    pub total: i64,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id)]
pub struct Label {
    #[model(primary_key)]
    pub word: String,
    pub tenant_id: i64,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id, primary_key(customer_id, label_word))]
pub struct CustomerLabel {
    #[model(references = Customer)]
    pub customer_id: i64,
    #[model(references = Label, relation = label)]
    pub label_word: String,
    pub tenant_id: i64,
}
