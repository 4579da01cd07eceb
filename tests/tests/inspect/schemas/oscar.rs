//! The tables of the database.

use chrono::{DateTime, NaiveDate, Utc};
use orm::Model;
use rust_decimal::Decimal;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "address_country",
    has_many(address_useraddresses: AddressUseraddress.country_id),
    has_many(order_billingaddresses: OrderBillingaddress.country_id),
    has_many(order_shippingaddresses: OrderShippingaddress.country_id),
    has_many(partner_partneraddresses: PartnerPartneraddress.country_id),
    check(display_order = "display_order >= 0"),
    index(display_order, name = "address_country_display_order_dc88cde8"),
    index(is_shipping_country, name = "address_country_is_shipping_country_f7b6c461"),
    index(iso_3166_1_a2 ops varchar_pattern_ops, name = "address_country_iso_3166_1_a2_f395eed0_like"),
    index(printable_name, name = "address_country_printable_name_450b016c"),
    index(printable_name ops varchar_pattern_ops, name = "address_country_printable_name_450b016c_like"),
)]
pub struct AddressCountry {
    #[model(primary_key, max_length = 2)]
    pub iso_3166_1_a2: String,
    #[model(max_length = 3)]
    pub iso_3166_1_a3: String,
    #[model(max_length = 3)]
    pub iso_3166_1_numeric: String,
    #[model(max_length = 128)]
    pub printable_name: String,
    #[model(max_length = 128)]
    pub name: String,
    pub display_order: i16,
    pub is_shipping_country: bool,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "address_useraddress",
    unique(user_id, hash, name = "address_useraddress_user_id_hash_9d1738c7_uniq"),
    check(num_orders_as_billing_address = "num_orders_as_billing_address >= 0"),
    check(num_orders = "num_orders_as_shipping_address >= 0"),
    index(code ops varchar_pattern_ops, name = "address_useraddress_code_746f229c_like"),
    index(country_id, name = "address_useraddress_country_id_fa26a249"),
    index(country_id ops varchar_pattern_ops, name = "address_useraddress_country_id_fa26a249_like"),
    index(hash, name = "address_useraddress_hash_e0a6b290"),
    index(hash ops varchar_pattern_ops, name = "address_useraddress_hash_e0a6b290_like"),
    index(user_id, name = "address_useraddress_user_id_6edf0244"),
)]
pub struct AddressUseraddress {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 64)]
    pub title: String,
    #[model(max_length = 255)]
    pub first_name: String,
    #[model(max_length = 255)]
    pub last_name: String,
    #[model(max_length = 255)]
    pub line1: String,
    #[model(max_length = 255)]
    pub line2: String,
    #[model(max_length = 255)]
    pub line3: String,
    #[model(max_length = 255)]
    pub line4: String,
    #[model(max_length = 255)]
    pub state: String,
    #[model(max_length = 64)]
    pub postcode: String,
    pub search_text: String,
    #[model(max_length = 128)]
    pub phone_number: String,
    pub notes: String,
    pub is_default_for_shipping: bool,
    pub is_default_for_billing: bool,
    pub num_orders_as_shipping_address: i32,
    #[model(max_length = 255)]
    pub hash: String,
    pub date_created: DateTime<Utc>,
    #[model(
        max_length = 2,
        references = AddressCountry,
        deferred,
        constraint = "address_useraddress_country_id_fa26a249_fk_address_c",
    )]
    pub country_id: String,
    #[model(
        references = AuthUser,
        deferred,
        constraint = "address_useraddress_user_id_6edf0244_fk_auth_user_id",
    )]
    pub user_id: i32,
    pub num_orders_as_billing_address: i32,
    #[model(max_length = 255, unique)]
    pub code: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "auth_group",
    has_many(auth_group_permissions: AuthGroupPermission.group_id),
    has_many(auth_user_groups: AuthUserGroup.group_id),
    index(name ops varchar_pattern_ops, name = "auth_group_name_a6ea08ec_like"),
)]
pub struct AuthGroup {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 150, unique)]
    pub name: String,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    unique(group_id, permission_id, name = "auth_group_permissions_group_id_permission_id_0cd325b0_uniq"),
    index(group_id, name = "auth_group_permissions_group_id_b120cbf9"),
    index(permission_id, name = "auth_group_permissions_permission_id_84c5c92e"),
)]
pub struct AuthGroupPermission {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(
        references = AuthGroup,
        deferred,
        constraint = "auth_group_permissions_group_id_b120cbf9_fk_auth_group_id",
    )]
    pub group_id: i32,
    #[model(
        references = AuthPermission,
        deferred,
        constraint = "auth_group_permissio_permission_id_84c5c92e_fk_auth_perm",
    )]
    pub permission_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "auth_permission",
    has_many(auth_group_permissions: AuthGroupPermission.permission_id),
    has_many(auth_user_user_permissions: AuthUserUserPermission.permission_id),
    unique(content_type_id, codename, name = "auth_permission_content_type_id_codename_01ab375a_uniq"),
    index(content_type_id, name = "auth_permission_content_type_id_2f476e4b"),
)]
pub struct AuthPermission {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 255)]
    pub name: String,
    #[model(
        references = DjangoContentType,
        deferred,
        constraint = "auth_permission_content_type_id_2f476e4b_fk_django_co",
    )]
    pub content_type_id: i32,
    #[model(max_length = 100)]
    pub codename: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "auth_user",
    has_many(address_useraddresses: AddressUseraddress.user_id),
    has_many(auth_user_groups: AuthUserGroup.user_id),
    has_many(auth_user_user_permissions: AuthUserUserPermission.user_id),
    has_many(basket_baskets: BasketBasket.owner_id),
    has_many(order_orders: OrderOrder.user_id),
    has_many(order_ordernotes: OrderOrdernote.user_id),
    has_many(partner_partner_users: PartnerPartnerUser.user_id),
    index(username ops varchar_pattern_ops, name = "auth_user_username_6821ab7c_like"),
)]
pub struct AuthUser {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub password: String,
    pub last_login: Option<DateTime<Utc>>,
    pub is_superuser: bool,
    #[model(max_length = 150, unique)]
    pub username: String,
    #[model(max_length = 150)]
    pub first_name: String,
    #[model(max_length = 150)]
    pub last_name: String,
    #[model(max_length = 254)]
    pub email: String,
    pub is_staff: bool,
    pub is_active: bool,
    pub date_joined: DateTime<Utc>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    unique(user_id, group_id, name = "auth_user_groups_user_id_group_id_94350c0c_uniq"),
    index(group_id, name = "auth_user_groups_group_id_97559544"),
    index(user_id, name = "auth_user_groups_user_id_6a12ed8b"),
)]
pub struct AuthUserGroup {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(
        references = AuthUser,
        deferred,
        constraint = "auth_user_groups_user_id_6a12ed8b_fk_auth_user_id",
    )]
    pub user_id: i32,
    #[model(
        references = AuthGroup,
        deferred,
        constraint = "auth_user_groups_group_id_97559544_fk_auth_group_id",
    )]
    pub group_id: i32,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    unique(user_id, permission_id, name = "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq"),
    index(permission_id, name = "auth_user_user_permissions_permission_id_1fbb5f2c"),
    index(user_id, name = "auth_user_user_permissions_user_id_a95ead1b"),
)]
pub struct AuthUserUserPermission {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(
        references = AuthUser,
        deferred,
        constraint = "auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id",
    )]
    pub user_id: i32,
    #[model(
        references = AuthPermission,
        deferred,
        constraint = "auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm",
    )]
    pub permission_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "basket_basket",
    has_many(basket_lines: BasketLine.basket_id),
    has_many(order_orders: OrderOrder.basket_id),
    index(owner_id, name = "basket_basket_owner_id_3a018de5"),
)]
pub struct BasketBasket {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub status: String,
    pub date_created: DateTime<Utc>,
    pub date_merged: Option<DateTime<Utc>>,
    pub date_submitted: Option<DateTime<Utc>>,
    #[model(
        references = AuthUser,
        deferred,
        constraint = "basket_basket_owner_id_3a018de5_fk_auth_user_id",
    )]
    pub owner_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "basket_line",
    has_many(basket_lineattributes: BasketLineattribute.line_id),
    unique(basket_id, line_reference, name = "basket_line_basket_id_line_reference_8977e974_uniq"),
    check(quantity = "quantity >= 0"),
    index(basket_id, name = "basket_line_basket_id_b615c905"),
    index(date_created, name = "basket_line_date_created_eb0dfb1b"),
    index(date_updated, name = "basket_line_date_updated_a74d069d"),
    index(line_reference, name = "basket_line_line_reference_08e91113"),
    index(line_reference ops varchar_pattern_ops, name = "basket_line_line_reference_08e91113_like"),
    index(product_id, name = "basket_line_product_id_303d743e"),
    index(stockrecord_id, name = "basket_line_stockrecord_id_7039d8a4"),
)]
pub struct BasketLine {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub line_reference: String,
    pub quantity: i32,
    #[model(max_length = 12)]
    pub price_currency: String,
    #[model(precision = 12, scale = 2)]
    pub price_excl_tax: Option<Decimal>,
    #[model(precision = 12, scale = 2)]
    pub price_incl_tax: Option<Decimal>,
    pub date_created: DateTime<Utc>,
    #[model(
        references = BasketBasket,
        deferred,
        constraint = "basket_line_basket_id_b615c905_fk_basket_basket_id",
    )]
    pub basket_id: i32,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "basket_line_product_id_303d743e_fk_catalogue_product_id",
    )]
    pub product_id: i32,
    #[model(
        references = PartnerStockrecord,
        deferred,
        constraint = "basket_line_stockrecord_id_7039d8a4_fk_partner_stockrecord_id",
    )]
    pub stockrecord_id: i32,
    pub date_updated: DateTime<Utc>,
    #[model(max_length = 64)]
    pub tax_code: Option<String>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "basket_lineattribute",
    index(line_id, name = "basket_lineattribute_line_id_c41e0cdf"),
    index(option_id, name = "basket_lineattribute_option_id_9387a3f7"),
)]
pub struct BasketLineattribute {
    #[model(primary_key, auto)]
    pub id: i32,
    pub value: serde_json::Value,
    #[model(
        references = BasketLine,
        deferred,
        constraint = "basket_lineattribute_line_id_c41e0cdf_fk_basket_line_id",
    )]
    pub line_id: i32,
    #[model(
        references = CatalogueOption,
        deferred,
        constraint = "basket_lineattribute_option_id_9387a3f7_fk_catalogue_option_id",
    )]
    pub option_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_attributeoption",
    has_many(catalogue_productattributevalues: CatalogueProductattributevalue.value_option_id),
    has_many(catalogue_productattributevalue_value_multi_options: CatalogueProductattributevalueValueMultiOption.attributeoption_id),
    unique(group_id, option, name = "catalogue_attributeoption_group_id_option_7a8f6c11_uniq"),
    index(code ops varchar_pattern_ops, name = "catalogue_attributeoption_code_861d9e91_like"),
    index(group_id, name = "catalogue_attributeoption_group_id_3d4a5e24"),
)]
pub struct CatalogueAttributeoption {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 255)]
    pub option: String,
    #[model(
        references = CatalogueAttributeoptiongroup,
        deferred,
        constraint = "catalogue_attributeo_group_id_3d4a5e24_fk_catalogue",
    )]
    pub group_id: i32,
    #[model(max_length = 255, unique)]
    pub code: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_attributeoptiongroup",
    has_many(catalogue_attributeoptions: CatalogueAttributeoption.group_id),
    has_many(catalogue_options: CatalogueOption.option_group_id),
    has_many(catalogue_productattributes: CatalogueProductattribute.option_group_id),
    index(code ops varchar_pattern_ops, name = "catalogue_attributeoptiongroup_code_30e7931f_like"),
)]
pub struct CatalogueAttributeoptiongroup {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub name: String,
    #[model(max_length = 255, unique)]
    pub code: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_category",
    has_many(catalogue_productcategories: CatalogueProductcategory.category_id),
    check(depth = "depth >= 0"),
    check(numchild = "numchild >= 0"),
    index(ancestors_are_public, name = "catalogue_category_ancestors_are_public_d088d0db"),
    index(code ops varchar_pattern_ops, name = "catalogue_category_code_98f4a4fa_like"),
    index(exclude_from_menu, name = "catalogue_category_exclude_from_menu_898e8583"),
    index(is_public, name = "catalogue_category_is_public_ab0536be"),
    index(name, name = "catalogue_category_name_1f342ac2"),
    index(name ops varchar_pattern_ops, name = "catalogue_category_name_1f342ac2_like"),
    index(path ops varchar_pattern_ops, name = "catalogue_category_path_1c5b79c2_like"),
    index(slug, name = "catalogue_category_slug_9635febd"),
    index(slug ops varchar_pattern_ops, name = "catalogue_category_slug_9635febd_like"),
)]
pub struct CatalogueCategory {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 255, unique)]
    pub path: String,
    pub depth: i32,
    pub numchild: i32,
    #[model(max_length = 255)]
    pub name: String,
    pub description: String,
    #[model(max_length = 255)]
    pub image: Option<String>,
    #[model(max_length = 255)]
    pub slug: String,
    pub ancestors_are_public: bool,
    pub is_public: bool,
    pub meta_description: Option<String>,
    #[model(max_length = 255)]
    pub meta_title: Option<String>,
    #[model(max_length = 255, unique)]
    pub code: Option<String>,
    pub exclude_from_menu: bool,
    pub long_description: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_option",
    has_many(basket_lineattributes: BasketLineattribute.option_id),
    has_many(catalogue_product_product_options: CatalogueProductProductOption.option_id),
    has_many(catalogue_productclass_options: CatalogueProductclassOption.option_id),
    has_many(order_lineattributes: OrderLineattribute.option_id),
    index(code ops varchar_pattern_ops, name = "catalogue_option_code_0697b920_like"),
    index(name, name = "catalogue_option_name_7b84926d"),
    index(name ops varchar_pattern_ops, name = "catalogue_option_name_7b84926d_like"),
    index(option_group_id, name = "catalogue_option_option_group_id_2fd86269"),
    index(order, name = "catalogue_option_order_d4ee348f"),
)]
pub struct CatalogueOption {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub name: String,
    #[model(max_length = 128, unique)]
    pub code: String,
    #[model(max_length = 255)]
    pub r#type: String,
    pub required: bool,
    #[model(max_length = 255)]
    pub help_text: Option<String>,
    #[model(
        references = CatalogueAttributeoptiongroup,
        deferred,
        constraint = "catalogue_option_option_group_id_2fd86269_fk_catalogue",
    )]
    pub option_group_id: Option<i32>,
    pub order: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_product",
    has_many(basket_lines: BasketLine.product_id),
    has_many(catalogue_products_by_parent: CatalogueProduct.parent_id),
    has_many(catalogue_product_product_options: CatalogueProductProductOption.product_id),
    has_many(catalogue_productattributevalues: CatalogueProductattributevalue.product_id),
    has_many(catalogue_productcategories: CatalogueProductcategory.product_id),
    has_many(catalogue_productimages: CatalogueProductimage.product_id),
    has_many(catalogue_productrecommendations_by_primary: CatalogueProductrecommendation.primary_id),
    has_many(catalogue_productrecommendations_by_recommendation: CatalogueProductrecommendation.recommendation_id),
    has_many(order_lines: OrderLine.product_id),
    has_many(partner_stockrecords: PartnerStockrecord.product_id),
    index(code ops varchar_pattern_ops, name = "catalogue_product_code_a7386c07_like"),
    index(date_created, name = "catalogue_product_date_created_d66f485a"),
    index(date_updated, name = "catalogue_product_date_updated_d3a1785d"),
    index(is_public, name = "catalogue_product_is_public_1cf798c5"),
    index(parent_id, name = "catalogue_product_parent_id_9bfd2382"),
    index(priority, name = "catalogue_product_priority_983a8f56"),
    index(product_class_id, name = "catalogue_product_product_class_id_0c6c5b54"),
    index(slug, name = "catalogue_product_slug_c8e2e2b9"),
    index(slug ops varchar_pattern_ops, name = "catalogue_product_slug_c8e2e2b9_like"),
    index(upc ops varchar_pattern_ops, name = "catalogue_product_upc_91f72b90_like"),
)]
pub struct CatalogueProduct {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 10)]
    pub structure: String,
    #[model(max_length = 64, unique)]
    pub upc: Option<String>,
    #[model(max_length = 255)]
    pub title: String,
    #[model(max_length = 255)]
    pub slug: String,
    pub description: String,
    pub rating: Option<f64>,
    pub date_created: DateTime<Utc>,
    pub date_updated: DateTime<Utc>,
    pub is_discountable: bool,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "catalogue_product_parent_id_9bfd2382_fk_catalogue_product_id",
    )]
    pub parent_id: Option<i32>,
    #[model(
        references = CatalogueProductclass,
        deferred,
        constraint = "catalogue_product_product_class_id_0c6c5b54_fk_catalogue",
    )]
    pub product_class_id: Option<i32>,
    pub is_public: bool,
    pub meta_description: Option<String>,
    #[model(max_length = 255)]
    pub meta_title: Option<String>,
    pub priority: i16,
    #[model(max_length = 255, unique)]
    pub code: Option<String>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    unique(product_id, option_id, name = "catalogue_product_produc_product_id_option_id_9b3abb31_uniq"),
    index(option_id, name = "catalogue_product_product_options_option_id_ff470e13"),
    index(product_id, name = "catalogue_product_product_options_product_id_ad2b46bd"),
)]
pub struct CatalogueProductProductOption {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "catalogue_product_pr_product_id_ad2b46bd_fk_catalogue",
    )]
    pub product_id: i32,
    #[model(
        references = CatalogueOption,
        deferred,
        constraint = "catalogue_product_pr_option_id_ff470e13_fk_catalogue",
    )]
    pub option_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_productattribute",
    has_many(catalogue_productattributevalues: CatalogueProductattributevalue.attribute_id),
    unique(code, product_class_id, name = "catalogue_productattribute_code_product_class_id_82f69012_uniq"),
    index(code, name = "catalogue_productattribute_code_9ffea293"),
    index(code ops varchar_pattern_ops, name = "catalogue_productattribute_code_9ffea293_like"),
    index(option_group_id, name = "catalogue_productattribute_option_group_id_6b422dc2"),
    index(product_class_id, name = "catalogue_productattribute_product_class_id_7af808ec"),
)]
pub struct CatalogueProductattribute {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub name: String,
    #[model(max_length = 128)]
    pub code: String,
    #[model(max_length = 20)]
    pub r#type: String,
    pub required: bool,
    #[model(
        references = CatalogueAttributeoptiongroup,
        deferred,
        constraint = "catalogue_productatt_option_group_id_6b422dc2_fk_catalogue",
    )]
    pub option_group_id: Option<i32>,
    #[model(
        references = CatalogueProductclass,
        deferred,
        constraint = "catalogue_productatt_product_class_id_7af808ec_fk_catalogue",
    )]
    pub product_class_id: Option<i32>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_productattributevalue",
    has_many(catalogue_productattributevalue_value_multi_options: CatalogueProductattributevalueValueMultiOption.productattributevalue_id),
    unique(attribute_id, product_id, name = "catalogue_productattribu_attribute_id_product_id_1e8e7112_uniq"),
    check(entity_object_id = "entity_object_id >= 0"),
    index(attribute_id, name = "catalogue_productattributevalue_attribute_id_0287c1e7"),
    index(entity_content_type_id, name = "catalogue_productattributevalue_entity_content_type_id_f7186ab5"),
    index(product_id, name = "catalogue_productattributevalue_product_id_a03cd90e"),
    index(value_boolean, name = "catalogue_productattributevalue_value_boolean_c5b0d66a"),
    index(value_date, name = "catalogue_productattributevalue_value_date_d18775c1"),
    index(value_datetime, name = "catalogue_productattributevalue_value_datetime_b474ac38"),
    index(value_float, name = "catalogue_productattributevalue_value_float_5ef8d3db"),
    index(value_integer, name = "catalogue_productattributevalue_value_integer_55fbb7d6"),
    index(value_option_id, name = "catalogue_productattributevalue_value_option_id_21026066"),
)]
pub struct CatalogueProductattributevalue {
    #[model(primary_key, auto)]
    pub id: i32,
    pub value_text: Option<String>,
    pub value_integer: Option<i32>,
    pub value_boolean: Option<bool>,
    pub value_float: Option<f64>,
    pub value_richtext: Option<String>,
    pub value_date: Option<NaiveDate>,
    #[model(max_length = 255)]
    pub value_file: Option<String>,
    #[model(max_length = 255)]
    pub value_image: Option<String>,
    pub entity_object_id: Option<i32>,
    #[model(
        references = CatalogueProductattribute,
        deferred,
        constraint = "catalogue_productatt_attribute_id_0287c1e7_fk_catalogue",
    )]
    pub attribute_id: i32,
    #[model(
        references = DjangoContentType,
        deferred,
        constraint = "catalogue_productatt_entity_content_type__f7186ab5_fk_django_co",
    )]
    pub entity_content_type_id: Option<i32>,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "catalogue_productatt_product_id_a03cd90e_fk_catalogue",
    )]
    pub product_id: i32,
    #[model(
        references = CatalogueAttributeoption,
        deferred,
        constraint = "catalogue_productatt_value_option_id_21026066_fk_catalogue",
    )]
    pub value_option_id: Option<i32>,
    pub value_datetime: Option<DateTime<Utc>>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_productattributevalue_value_multi_option",
    unique(productattributevalue_id, attributeoption_id, name = "catalogue_productattribu_productattributevalue_id_a1760824_uniq"),
    index(attributeoption_id, name = "catalogue_productattribute_attributeoption_id_962b600b"),
    index(productattributevalue_id, name = "catalogue_productattribute_productattributevalue_id_9c7c031e"),
)]
pub struct CatalogueProductattributevalueValueMultiOption {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(
        references = CatalogueProductattributevalue,
        deferred,
        constraint = "catalogue_productatt_productattributevalu_9c7c031e_fk_catalogue",
    )]
    pub productattributevalue_id: i32,
    #[model(
        references = CatalogueAttributeoption,
        deferred,
        constraint = "catalogue_productatt_attributeoption_id_962b600b_fk_catalogue",
    )]
    pub attributeoption_id: i32,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_productcategory",
    unique(product_id, category_id, name = "catalogue_productcategory_product_id_category_id_8f0dbfe2_uniq"),
    index(category_id, name = "catalogue_productcategory_category_id_176db535"),
    index(product_id, name = "catalogue_productcategory_product_id_846a4061"),
)]
pub struct CatalogueProductcategory {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(
        references = CatalogueCategory,
        deferred,
        constraint = "catalogue_productcat_category_id_176db535_fk_catalogue",
    )]
    pub category_id: i32,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "catalogue_productcat_product_id_846a4061_fk_catalogue",
    )]
    pub product_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_productclass",
    has_many(catalogue_products: CatalogueProduct.product_class_id),
    has_many(catalogue_productattributes: CatalogueProductattribute.product_class_id),
    has_many(catalogue_productclass_options: CatalogueProductclassOption.productclass_id),
    index(slug ops varchar_pattern_ops, name = "catalogue_productclass_slug_270c6b2b_like"),
)]
pub struct CatalogueProductclass {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub name: String,
    #[model(max_length = 128, unique)]
    pub slug: String,
    pub requires_shipping: bool,
    pub track_stock: bool,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    unique(productclass_id, option_id, name = "catalogue_productclass_o_productclass_id_option_i_2266c635_uniq"),
    index(option_id, name = "catalogue_productclass_options_option_id_b099542c"),
    index(productclass_id, name = "catalogue_productclass_options_productclass_id_732df4c8"),
)]
pub struct CatalogueProductclassOption {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(
        references = CatalogueProductclass,
        deferred,
        constraint = "catalogue_productcla_productclass_id_732df4c8_fk_catalogue",
    )]
    pub productclass_id: i32,
    #[model(
        references = CatalogueOption,
        deferred,
        constraint = "catalogue_productcla_option_id_b099542c_fk_catalogue",
    )]
    pub option_id: i32,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_productimage",
    check(display_order = "display_order >= 0"),
    index(code ops varchar_pattern_ops, name = "catalogue_productimage_code_fdab9782_like"),
    index(display_order, name = "catalogue_productimage_display_order_9fa741ac"),
    index(product_id, name = "catalogue_productimage_product_id_49474fe8"),
)]
pub struct CatalogueProductimage {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 255)]
    pub original: String,
    #[model(max_length = 200)]
    pub caption: String,
    pub display_order: i32,
    pub date_created: DateTime<Utc>,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "catalogue_productima_product_id_49474fe8_fk_catalogue",
    )]
    pub product_id: i32,
    #[model(max_length = 255, unique)]
    pub code: Option<String>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "catalogue_productrecommendation",
    unique(primary_id, recommendation_id, name = "catalogue_productrecomme_primary_id_recommendatio_da1fdf43_uniq"),
    check(ranking = "ranking >= 0"),
    index(primary_id, name = "catalogue_productrecommendation_primary_id_6e51a55c"),
    index(ranking, name = "catalogue_productrecommendation_ranking_e7a0f7fd"),
    index(recommendation_id, name = "catalogue_productrecommendation_recommendation_id_daf8ae95"),
)]
pub struct CatalogueProductrecommendation {
    #[model(primary_key, auto)]
    pub id: i32,
    pub ranking: i16,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "catalogue_productrec_primary_id_6e51a55c_fk_catalogue",
    )]
    pub primary_id: i32,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "catalogue_productrec_recommendation_id_daf8ae95_fk_catalogue",
    )]
    pub recommendation_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "django_content_type",
    has_many(auth_permissions: AuthPermission.content_type_id),
    has_many(catalogue_productattributevalues: CatalogueProductattributevalue.entity_content_type_id),
    unique(app_label, model, name = "django_content_type_app_label_model_76bd3d3b_uniq"),
)]
pub struct DjangoContentType {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 100)]
    pub app_label: String,
    #[model(max_length = 100)]
    pub model: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "django_site",
    has_many(order_orders: OrderOrder.site_id),
    unique(domain, name = "django_site_domain_a2e37b91_uniq"),
    index(domain ops varchar_pattern_ops, name = "django_site_domain_a2e37b91_like"),
)]
pub struct DjangoSite {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 100)]
    pub domain: String,
    #[model(max_length = 50)]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_billingaddress",
    has_many(order_orders: OrderOrder.billing_address_id),
    index(code ops varchar_pattern_ops, name = "order_billingaddress_code_e240f533_like"),
    index(country_id, name = "order_billingaddress_country_id_17f57dca"),
    index(country_id ops varchar_pattern_ops, name = "order_billingaddress_country_id_17f57dca_like"),
)]
pub struct OrderBillingaddress {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 64)]
    pub title: String,
    #[model(max_length = 255)]
    pub first_name: String,
    #[model(max_length = 255)]
    pub last_name: String,
    #[model(max_length = 255)]
    pub line1: String,
    #[model(max_length = 255)]
    pub line2: String,
    #[model(max_length = 255)]
    pub line3: String,
    #[model(max_length = 255)]
    pub line4: String,
    #[model(max_length = 255)]
    pub state: String,
    #[model(max_length = 64)]
    pub postcode: String,
    pub search_text: String,
    #[model(
        max_length = 2,
        references = AddressCountry,
        deferred,
        constraint = "order_billingaddress_country_id_17f57dca_fk_address_c",
    )]
    pub country_id: String,
    #[model(max_length = 255, unique)]
    pub code: Option<String>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_communicationevent",
    index(date_created, name = "order_communicationevent_date_created_ce404d62"),
    index(event_type_id, name = "order_communicationevent_event_type_id_4bc9ee29"),
    index(order_id, name = "order_communicationevent_order_id_94e784ac"),
)]
pub struct OrderCommunicationevent {
    #[model(primary_key, auto)]
    pub id: i32,
    pub date_created: DateTime<Utc>,
    pub event_type_id: i32,
    #[model(
        references = OrderOrder,
        deferred,
        constraint = "order_communicationevent_order_id_94e784ac_fk_order_order_id",
    )]
    pub order_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_line",
    has_many(order_lineattributes: OrderLineattribute.line_id),
    has_many(order_lineprices: OrderLineprice.line_id),
    has_many(order_paymenteventquantities: OrderPaymenteventquantity.line_id),
    has_many(order_shippingeventquantities: OrderShippingeventquantity.line_id),
    check(num_allocated = "num_allocated >= 0"),
    check(quantity = "quantity >= 0"),
    index(order_id, name = "order_line_order_id_b9148391"),
    index(partner_id, name = "order_line_partner_id_258a2fb9"),
    index(product_id, name = "order_line_product_id_e620902d"),
    index(stockrecord_id, name = "order_line_stockrecord_id_1d65aff5"),
)]
pub struct OrderLine {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub partner_name: String,
    #[model(max_length = 128)]
    pub partner_sku: String,
    #[model(max_length = 128)]
    pub partner_line_reference: String,
    pub partner_line_notes: String,
    #[model(max_length = 255)]
    pub title: String,
    #[model(max_length = 128)]
    pub upc: Option<String>,
    pub quantity: i32,
    #[model(precision = 12, scale = 2)]
    pub line_price_incl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub line_price_excl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub line_price_before_discounts_incl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub line_price_before_discounts_excl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub unit_price_incl_tax: Option<Decimal>,
    #[model(precision = 12, scale = 2)]
    pub unit_price_excl_tax: Option<Decimal>,
    #[model(max_length = 255)]
    pub status: String,
    #[model(
        references = OrderOrder,
        deferred,
        constraint = "order_line_order_id_b9148391_fk_order_order_id",
    )]
    pub order_id: i32,
    #[model(
        references = PartnerPartner,
        deferred,
        constraint = "order_line_partner_id_258a2fb9_fk_partner_partner_id",
    )]
    pub partner_id: Option<i32>,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "order_line_product_id_e620902d_fk_catalogue_product_id",
    )]
    pub product_id: Option<i32>,
    #[model(
        references = PartnerStockrecord,
        deferred,
        constraint = "order_line_stockrecord_id_1d65aff5_fk_partner_stockrecord_id",
    )]
    pub stockrecord_id: Option<i32>,
    #[model(max_length = 64)]
    pub tax_code: Option<String>,
    pub allocation_cancelled: bool,
    pub num_allocated: i32,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_lineattribute",
    index(line_id, name = "order_lineattribute_line_id_adf6dd87"),
    index(option_id, name = "order_lineattribute_option_id_b54d597c"),
)]
pub struct OrderLineattribute {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub r#type: String,
    pub value: serde_json::Value,
    #[model(
        references = OrderLine,
        deferred,
        constraint = "order_lineattribute_line_id_adf6dd87_fk_order_line_id",
    )]
    pub line_id: i32,
    #[model(
        references = CatalogueOption,
        deferred,
        constraint = "order_lineattribute_option_id_b54d597c_fk_catalogue_option_id",
    )]
    pub option_id: Option<i32>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_lineprice",
    check(quantity = "quantity >= 0"),
    index(line_id, name = "order_lineprice_line_id_2de52446"),
    index(order_id, name = "order_lineprice_order_id_66792e56"),
)]
pub struct OrderLineprice {
    #[model(primary_key, auto)]
    pub id: i32,
    pub quantity: i32,
    #[model(precision = 12, scale = 2)]
    pub price_incl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub price_excl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub shipping_incl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub shipping_excl_tax: Decimal,
    #[model(
        references = OrderLine,
        deferred,
        constraint = "order_lineprice_line_id_2de52446_fk_order_line_id",
    )]
    pub line_id: i32,
    #[model(
        references = OrderOrder,
        deferred,
        constraint = "order_lineprice_order_id_66792e56_fk_order_order_id",
    )]
    pub order_id: i32,
    #[model(max_length = 64)]
    pub tax_code: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_order",
    has_many(order_communicationevents: OrderCommunicationevent.order_id),
    has_many(order_lines: OrderLine.order_id),
    has_many(order_lineprices: OrderLineprice.order_id),
    has_many(order_ordernotes: OrderOrdernote.order_id),
    has_many(order_orderstatuschanges: OrderOrderstatuschange.order_id),
    has_many(order_paymentevents: OrderPaymentevent.order_id),
    has_many(order_shippingevents: OrderShippingevent.order_id),
    index(basket_id, name = "order_order_basket_id_8b0acbb2"),
    index(billing_address_id, name = "order_order_billing_address_id_8fe537cf"),
    index(date_placed, name = "order_order_date_placed_506a9365"),
    index(number ops varchar_pattern_ops, name = "order_order_number_49f06f1b_like"),
    index(shipping_address_id, name = "order_order_shipping_address_id_57e64931"),
    index(site_id, name = "order_order_site_id_e27f3526"),
    index(user_id, name = "order_order_user_id_7cf9bc2b"),
)]
pub struct OrderOrder {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128, unique)]
    pub number: String,
    #[model(max_length = 12)]
    pub currency: String,
    #[model(precision = 12, scale = 2)]
    pub total_incl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub total_excl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub shipping_incl_tax: Decimal,
    #[model(precision = 12, scale = 2)]
    pub shipping_excl_tax: Decimal,
    #[model(max_length = 128)]
    pub shipping_method: String,
    #[model(max_length = 128)]
    pub shipping_code: String,
    #[model(max_length = 100)]
    pub status: String,
    #[model(max_length = 254)]
    pub guest_email: String,
    pub date_placed: DateTime<Utc>,
    #[model(
        references = BasketBasket,
        deferred,
        constraint = "order_order_basket_id_8b0acbb2_fk_basket_basket_id",
    )]
    pub basket_id: Option<i32>,
    #[model(
        references = OrderBillingaddress,
        deferred,
        constraint = "order_order_billing_address_id_8fe537cf_fk_order_bil",
    )]
    pub billing_address_id: Option<i32>,
    #[model(
        references = OrderShippingaddress,
        deferred,
        constraint = "order_order_shipping_address_id_57e64931_fk_order_shi",
    )]
    pub shipping_address_id: Option<i32>,
    #[model(
        references = DjangoSite,
        deferred,
        constraint = "order_order_site_id_e27f3526_fk_django_site_id",
    )]
    pub site_id: Option<i32>,
    #[model(
        references = AuthUser,
        deferred,
        constraint = "order_order_user_id_7cf9bc2b_fk_auth_user_id",
    )]
    pub user_id: Option<i32>,
    #[model(max_length = 64)]
    pub shipping_tax_code: Option<String>,
    pub analytics_tracked: bool,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_ordernote",
    index(order_id, name = "order_ordernote_order_id_7d97583d"),
    index(user_id, name = "order_ordernote_user_id_48d7a672"),
)]
pub struct OrderOrdernote {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub note_type: String,
    pub message: String,
    pub date_created: DateTime<Utc>,
    pub date_updated: DateTime<Utc>,
    #[model(
        references = OrderOrder,
        deferred,
        constraint = "order_ordernote_order_id_7d97583d_fk_order_order_id",
    )]
    pub order_id: i32,
    #[model(
        references = AuthUser,
        deferred,
        constraint = "order_ordernote_user_id_48d7a672_fk_auth_user_id",
    )]
    pub user_id: Option<i32>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_orderstatuschange",
    index(date_created, name = "order_orderstatuschange_date_created_a5107b93"),
    index(order_id, name = "order_orderstatuschange_order_id_43efdbe5"),
)]
pub struct OrderOrderstatuschange {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 100)]
    pub old_status: String,
    #[model(max_length = 100)]
    pub new_status: String,
    pub date_created: DateTime<Utc>,
    #[model(
        references = OrderOrder,
        deferred,
        constraint = "order_orderstatuschange_order_id_43efdbe5_fk_order_order_id",
    )]
    pub order_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_paymentevent",
    has_many(order_paymenteventquantities: OrderPaymenteventquantity.event_id),
    index(date_created, name = "order_paymentevent_date_created_05d8c079"),
    index(event_type_id, name = "order_paymentevent_event_type_id_568c7161"),
    index(order_id, name = "order_paymentevent_order_id_395b3e82"),
    index(shipping_event_id, name = "order_paymentevent_shipping_event_id_213dcfb8"),
)]
pub struct OrderPaymentevent {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(precision = 12, scale = 2)]
    pub amount: Decimal,
    #[model(max_length = 128)]
    pub reference: String,
    pub date_created: DateTime<Utc>,
    #[model(
        references = OrderPaymenteventtype,
        deferred,
        constraint = "order_paymentevent_event_type_id_568c7161_fk_order_pay",
    )]
    pub event_type_id: i32,
    #[model(
        references = OrderOrder,
        deferred,
        constraint = "order_paymentevent_order_id_395b3e82_fk_order_order_id",
    )]
    pub order_id: i32,
    #[model(
        references = OrderShippingevent,
        deferred,
        constraint = "order_paymentevent_shipping_event_id_213dcfb8_fk_order_shi",
    )]
    pub shipping_event_id: Option<i32>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_paymenteventquantity",
    unique(event_id, line_id, name = "order_paymenteventquantity_event_id_line_id_765c5209_uniq"),
    check(quantity = "quantity >= 0"),
    index(event_id, name = "order_paymenteventquantity_event_id_a540165a"),
    index(line_id, name = "order_paymenteventquantity_line_id_df44b021"),
)]
pub struct OrderPaymenteventquantity {
    #[model(primary_key, auto)]
    pub id: i32,
    pub quantity: i32,
    #[model(
        references = OrderPaymentevent,
        deferred,
        constraint = "order_paymenteventqu_event_id_a540165a_fk_order_pay",
    )]
    pub event_id: i32,
    #[model(
        references = OrderLine,
        deferred,
        constraint = "order_paymenteventquantity_line_id_df44b021_fk_order_line_id",
    )]
    pub line_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_paymenteventtype",
    has_many(order_paymentevents: OrderPaymentevent.event_type_id),
    index(code ops varchar_pattern_ops, name = "order_paymenteventtype_code_19e3e888_like"),
    index(name ops varchar_pattern_ops, name = "order_paymenteventtype_name_e4bcca28_like"),
)]
pub struct OrderPaymenteventtype {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128, unique)]
    pub name: String,
    #[model(max_length = 128, unique)]
    pub code: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_shippingaddress",
    has_many(order_orders: OrderOrder.shipping_address_id),
    index(code ops varchar_pattern_ops, name = "order_shippingaddress_code_a3af64e4_like"),
    index(country_id, name = "order_shippingaddress_country_id_29abf9a0"),
    index(country_id ops varchar_pattern_ops, name = "order_shippingaddress_country_id_29abf9a0_like"),
)]
pub struct OrderShippingaddress {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 64)]
    pub title: String,
    #[model(max_length = 255)]
    pub first_name: String,
    #[model(max_length = 255)]
    pub last_name: String,
    #[model(max_length = 255)]
    pub line1: String,
    #[model(max_length = 255)]
    pub line2: String,
    #[model(max_length = 255)]
    pub line3: String,
    #[model(max_length = 255)]
    pub line4: String,
    #[model(max_length = 255)]
    pub state: String,
    #[model(max_length = 64)]
    pub postcode: String,
    pub search_text: String,
    #[model(max_length = 128)]
    pub phone_number: String,
    pub notes: String,
    #[model(
        max_length = 2,
        references = AddressCountry,
        deferred,
        constraint = "order_shippingaddres_country_id_29abf9a0_fk_address_c",
    )]
    pub country_id: String,
    #[model(max_length = 255, unique)]
    pub code: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_shippingevent",
    has_many(order_paymentevents: OrderPaymentevent.shipping_event_id),
    has_many(order_shippingeventquantities: OrderShippingeventquantity.event_id),
    index(date_created, name = "order_shippingevent_date_created_74c4a6fa"),
    index(event_type_id, name = "order_shippingevent_event_type_id_9f1efb20"),
    index(order_id, name = "order_shippingevent_order_id_8c031fb6"),
)]
pub struct OrderShippingevent {
    #[model(primary_key, auto)]
    pub id: i32,
    pub notes: String,
    pub date_created: DateTime<Utc>,
    #[model(
        references = OrderShippingeventtype,
        deferred,
        constraint = "order_shippingevent_event_type_id_9f1efb20_fk_order_shi",
    )]
    pub event_type_id: i32,
    #[model(
        references = OrderOrder,
        deferred,
        constraint = "order_shippingevent_order_id_8c031fb6_fk_order_order_id",
    )]
    pub order_id: i32,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_shippingeventquantity",
    unique(event_id, line_id, name = "order_shippingeventquantity_event_id_line_id_91687107_uniq"),
    check(quantity = "quantity >= 0"),
    index(event_id, name = "order_shippingeventquantity_event_id_1c7fb9c7"),
    index(line_id, name = "order_shippingeventquantity_line_id_3b089ee0"),
)]
pub struct OrderShippingeventquantity {
    #[model(primary_key, auto)]
    pub id: i32,
    pub quantity: i32,
    #[model(
        references = OrderShippingevent,
        deferred,
        constraint = "order_shippingeventq_event_id_1c7fb9c7_fk_order_shi",
    )]
    pub event_id: i32,
    #[model(
        references = OrderLine,
        deferred,
        constraint = "order_shippingeventquantity_line_id_3b089ee0_fk_order_line_id",
    )]
    pub line_id: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "order_shippingeventtype",
    has_many(order_shippingevents: OrderShippingevent.event_type_id),
    index(code ops varchar_pattern_ops, name = "order_shippingeventtype_code_db3854de_like"),
    index(name ops varchar_pattern_ops, name = "order_shippingeventtype_name_6d9a48a2_like"),
)]
pub struct OrderShippingeventtype {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 255, unique)]
    pub name: String,
    #[model(max_length = 128, unique)]
    pub code: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "partner_partner",
    has_many(order_lines: OrderLine.partner_id),
    has_many(partner_partner_users: PartnerPartnerUser.partner_id),
    has_many(partner_partneraddresses: PartnerPartneraddress.partner_id),
    has_many(partner_stockrecords: PartnerStockrecord.partner_id),
    index(code ops varchar_pattern_ops, name = "partner_partner_code_13d0debd_like"),
    index(name, name = "partner_partner_name_caa0c2ee"),
    index(name ops varchar_pattern_ops, name = "partner_partner_name_caa0c2ee_like"),
)]
pub struct PartnerPartner {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128, unique)]
    pub code: String,
    #[model(max_length = 128)]
    pub name: String,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    unique(partner_id, user_id, name = "partner_partner_users_partner_id_user_id_9e5c0517_uniq"),
    index(partner_id, name = "partner_partner_users_partner_id_1883dfd9"),
    index(user_id, name = "partner_partner_users_user_id_d75d6e40"),
)]
pub struct PartnerPartnerUser {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(
        references = PartnerPartner,
        deferred,
        constraint = "partner_partner_users_partner_id_1883dfd9_fk_partner_partner_id",
    )]
    pub partner_id: i32,
    #[model(
        references = AuthUser,
        deferred,
        constraint = "partner_partner_users_user_id_d75d6e40_fk_auth_user_id",
    )]
    pub user_id: i32,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "partner_partneraddress",
    index(code ops varchar_pattern_ops, name = "partner_partneraddress_code_f65ed678_like"),
    index(country_id, name = "partner_partneraddress_country_id_02c4f979"),
    index(country_id ops varchar_pattern_ops, name = "partner_partneraddress_country_id_02c4f979_like"),
    index(partner_id, name = "partner_partneraddress_partner_id_59551b0a"),
)]
pub struct PartnerPartneraddress {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 64)]
    pub title: String,
    #[model(max_length = 255)]
    pub first_name: String,
    #[model(max_length = 255)]
    pub last_name: String,
    #[model(max_length = 255)]
    pub line1: String,
    #[model(max_length = 255)]
    pub line2: String,
    #[model(max_length = 255)]
    pub line3: String,
    #[model(max_length = 255)]
    pub line4: String,
    #[model(max_length = 255)]
    pub state: String,
    #[model(max_length = 64)]
    pub postcode: String,
    pub search_text: String,
    #[model(
        max_length = 2,
        references = AddressCountry,
        deferred,
        constraint = "partner_partneraddre_country_id_02c4f979_fk_address_c",
    )]
    pub country_id: String,
    #[model(
        references = PartnerPartner,
        deferred,
        constraint = "partner_partneraddre_partner_id_59551b0a_fk_partner_p",
    )]
    pub partner_id: i32,
    #[model(max_length = 255, unique)]
    pub code: Option<String>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "partner_stockrecord",
    has_many(basket_lines: BasketLine.stockrecord_id),
    has_many(order_lines: OrderLine.stockrecord_id),
    unique(partner_id, partner_sku, name = "partner_stockrecord_partner_id_partner_sku_8441e010_uniq"),
    check(low_stock_threshold = "low_stock_threshold >= 0"),
    check(num_in_stock = "num_in_stock >= 0"),
    index(date_updated, name = "partner_stockrecord_date_updated_e6ae5f14"),
    index(partner_id, name = "partner_stockrecord_partner_id_4155a586"),
    index(product_id, name = "partner_stockrecord_product_id_62fd9e45"),
)]
pub struct PartnerStockrecord {
    #[model(primary_key, auto)]
    pub id: i32,
    #[model(max_length = 128)]
    pub partner_sku: String,
    #[model(max_length = 12)]
    pub price_currency: String,
    #[model(precision = 12, scale = 2)]
    pub price: Option<Decimal>,
    pub num_in_stock: Option<i32>,
    pub num_allocated: Option<i32>,
    pub low_stock_threshold: Option<i32>,
    pub date_created: DateTime<Utc>,
    pub date_updated: DateTime<Utc>,
    #[model(
        references = PartnerPartner,
        deferred,
        constraint = "partner_stockrecord_partner_id_4155a586_fk_partner_partner_id",
    )]
    pub partner_id: i32,
    #[model(
        references = CatalogueProduct,
        deferred,
        constraint = "partner_stockrecord_product_id_62fd9e45_fk_catalogue_product_id",
    )]
    pub product_id: i32,
}
