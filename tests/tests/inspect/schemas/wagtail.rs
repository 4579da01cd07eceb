//! The tables of the database.

use chrono::NaiveDateTime;
use orm::Model;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "auth_group",
    has_many(auth_group_permissions: AuthGroupPermission.group_id),
    has_many(auth_user_groups: AuthUserGroup.group_id),
    has_many(wagtailcore_collectionviewrestriction_groups: WagtailcoreCollectionviewrestrictionGroup.group_id),
    has_many(wagtailcore_groupapprovaltask_groups: WagtailcoreGroupapprovaltaskGroup.group_id),
    has_many(wagtailcore_groupcollectionpermissions: WagtailcoreGroupcollectionpermission.group_id),
    has_many(wagtailcore_grouppagepermissions: WagtailcoreGrouppagepermission.group_id),
    has_many(wagtailcore_groupsitepermissions: WagtailcoreGroupsitepermission.group_id),
    has_many(wagtailcore_pageviewrestriction_groups: WagtailcorePageviewrestrictionGroup.group_id),
)]
pub struct AuthGroup {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub name: String,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    index(group_id, name = "auth_group_permissions_group_id_b120cbf9"),
    unique(group_id asc, permission_id, name = "auth_group_permissions_group_id_permission_id_0cd325b0_uniq"),
    index(permission_id, name = "auth_group_permissions_permission_id_84c5c92e"),
)]
pub struct AuthGroupPermission {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = AuthGroup, deferred)]
    pub group_id: i64,
    #[model(references = AuthPermission, deferred)]
    pub permission_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "auth_permission",
    has_many(auth_group_permissions: AuthGroupPermission.permission_id),
    has_many(auth_user_user_permissions: AuthUserUserPermission.permission_id),
    has_many(wagtailcore_groupcollectionpermissions: WagtailcoreGroupcollectionpermission.permission_id),
    has_many(wagtailcore_grouppagepermissions: WagtailcoreGrouppagepermission.permission_id),
    has_many(wagtailcore_groupsitepermissions: WagtailcoreGroupsitepermission.permission_id),
    index(content_type_id, name = "auth_permission_content_type_id_2f476e4b"),
    unique(content_type_id asc, codename, name = "auth_permission_content_type_id_codename_01ab375a_uniq"),
)]
pub struct AuthPermission {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: i64,
    pub codename: String,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "auth_user",
    has_many(auth_user_groups: AuthUserGroup.user_id),
    has_many(auth_user_user_permissions: AuthUserUserPermission.user_id),
    has_many(wagtailcore_apitokens: WagtailcoreApitoken.user_id),
    has_many(wagtailcore_comments_by_resolved_by: WagtailcoreComment.resolved_by_id),
    has_many(wagtailcore_comments_by_user: WagtailcoreComment.user_id),
    has_many(wagtailcore_commentreplies: WagtailcoreCommentreply.user_id),
    has_many(wagtailcore_pages_by_owner: WagtailcorePage.owner_id),
    has_many(wagtailcore_pages_by_locked_by: WagtailcorePage.locked_by_id),
    has_many(wagtailcore_pagesubscriptions: WagtailcorePagesubscription.user_id),
    has_many(wagtailcore_revisions: WagtailcoreRevision.user_id),
    has_many(wagtailcore_taskstates: WagtailcoreTaskstate.finished_by_id),
    has_many(wagtailcore_uploadedfiles: WagtailcoreUploadedfile.uploaded_by_user_id),
    has_many(wagtailcore_workflowstates: WagtailcoreWorkflowstate.requested_by_id),
    has_many(wagtaildocs_documents: WagtaildocsDocument.uploaded_by_user_id),
    has_many(wagtailimages_images: WagtailimagesImage.uploaded_by_user_id),
)]
pub struct AuthUser {
    #[model(primary_key, auto)]
    pub id: i64,
    pub password: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub last_login: Option<NaiveDateTime>,
    pub is_superuser: bool,
    #[model(unique)]
    pub username: String,
    pub last_name: String,
    pub email: String,
    pub is_staff: bool,
    pub is_active: bool,
    // the column is `DATETIME`, where a model says `TEXT`
    pub date_joined: NaiveDateTime,
    pub first_name: String,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    index(group_id, name = "auth_user_groups_group_id_97559544"),
    index(user_id, name = "auth_user_groups_user_id_6a12ed8b"),
    unique(user_id asc, group_id, name = "auth_user_groups_user_id_group_id_94350c0c_uniq"),
)]
pub struct AuthUserGroup {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = AuthUser, deferred)]
    pub user_id: i64,
    #[model(references = AuthGroup, deferred)]
    pub group_id: i64,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    index(permission_id, name = "auth_user_user_permissions_permission_id_1fbb5f2c"),
    index(user_id, name = "auth_user_user_permissions_user_id_a95ead1b"),
    unique(user_id asc, permission_id, name = "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq"),
)]
pub struct AuthUserUserPermission {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = AuthUser, deferred)]
    pub user_id: i64,
    #[model(references = AuthPermission, deferred)]
    pub permission_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "django_content_type",
    has_many(auth_permissions: AuthPermission.content_type_id),
    has_many(taggit_taggeditems: TaggitTaggeditem.content_type_id),
    has_many(wagtailcore_modellogentries: WagtailcoreModellogentry.content_type_id),
    has_many(wagtailcore_pages: WagtailcorePage.content_type_id),
    has_many(wagtailcore_pagelogentries: WagtailcorePagelogentry.content_type_id),
    has_many(wagtailcore_referenceindexes_by_base_content_type: WagtailcoreReferenceindex.base_content_type_id),
    has_many(wagtailcore_referenceindexes_by_content_type: WagtailcoreReferenceindex.content_type_id),
    has_many(wagtailcore_referenceindexes_by_to_content_type: WagtailcoreReferenceindex.to_content_type_id),
    has_many(wagtailcore_revisions_by_content_type: WagtailcoreRevision.content_type_id),
    has_many(wagtailcore_revisions_by_base_content_type: WagtailcoreRevision.base_content_type_id),
    has_many(wagtailcore_tasks: WagtailcoreTask.content_type_id),
    has_many(wagtailcore_taskstates: WagtailcoreTaskstate.content_type_id),
    has_many(wagtailcore_uploadedfiles: WagtailcoreUploadedfile.for_content_type_id),
    has_many(wagtailcore_workflowstates_by_base_content_type: WagtailcoreWorkflowstate.base_content_type_id),
    has_many(wagtailcore_workflowstates_by_content_type: WagtailcoreWorkflowstate.content_type_id),
    unique(app_label asc, model, name = "django_content_type_app_label_model_76bd3d3b_uniq"),
)]
pub struct DjangoContentType {
    #[model(primary_key, auto)]
    pub id: i64,
    pub app_label: String,
    pub model: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "taggit_tag", has_many(taggit_taggeditems: TaggitTaggeditem.tag_id))]
pub struct TaggitTag {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub name: String,
    #[model(unique)]
    pub slug: String,
}

// the name `taggit_taggeditem_content_type_id_object_id_tag_id_4bb97a8e_uniq` is too long for a model
#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "taggit_taggeditem",
    unique(content_type_id, object_id, tag_id),
    index(content_type_id, object_id, name = "taggit_tagg_content_8fc721_idx"),
    index(content_type_id, name = "taggit_taggeditem_content_type_id_9957a03c"),
    index(object_id, name = "taggit_taggeditem_object_id_e2d7d1df"),
    index(tag_id, name = "taggit_taggeditem_tag_id_f4f5b767"),
)]
pub struct TaggitTaggeditem {
    #[model(primary_key, auto)]
    pub id: i64,
    pub object_id: i64,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: i64,
    #[model(references = TaggitTag, deferred)]
    pub tag_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_apitoken",
    index(user_id, name = "wagtailcore_apitoken_user_id_49b1141b"),
)]
pub struct WagtailcoreApitoken {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(unique)]
    pub key_hash: String,
    pub prefix: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created: NaiveDateTime,
    // the column is `DATETIME`, where a model says `TEXT`
    pub revoked_at: Option<NaiveDateTime>,
    // the column is `DATETIME`, where a model says `TEXT`
    pub last_used_at: Option<NaiveDateTime>,
    #[model(references = AuthUser, deferred)]
    pub user_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_collection",
    has_many(wagtailcore_collectionviewrestrictions: WagtailcoreCollectionviewrestriction.collection_id),
    has_many(wagtailcore_groupcollectionpermissions: WagtailcoreGroupcollectionpermission.collection_id),
    has_many(wagtaildocs_documents: WagtaildocsDocument.collection_id),
    has_many(wagtailimages_images: WagtailimagesImage.collection_id),
    check(rule = "\"depth\" >= 0"),
    check(rule_2 = "\"numchild\" >= 0"),
)]
pub struct WagtailcoreCollection {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub path: String,
    pub depth: i64,
    pub numchild: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_collectionviewrestriction",
    has_many(wagtailcore_collectionviewrestriction_groups: WagtailcoreCollectionviewrestrictionGroup.collectionviewrestriction_id),
    index(collection_id, name = "wagtailcore_collectionviewrestriction_collection_id_761908ec"),
)]
pub struct WagtailcoreCollectionviewrestriction {
    #[model(primary_key, auto)]
    pub id: i64,
    pub restriction_type: String,
    pub password: String,
    #[model(references = WagtailcoreCollection, deferred)]
    pub collection_id: i64,
}

// the name `wagtailcore_collectionviewrestriction_groups_collectionviewrestriction_id_47320efd` is too long for a model
// the name `wagtailcore_collectionviewrestriction_groups_collectionviewrestriction_id_group_id_988995ae_uniq` is too long for a model
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    unique(collectionviewrestriction_id asc, group_id),
    index(group_id, name = "wagtailcore_collectionviewrestriction_groups_group_id_1823f2a3"),
)]
pub struct WagtailcoreCollectionviewrestrictionGroup {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = WagtailcoreCollectionviewrestriction, deferred, index)]
    pub collectionviewrestriction_id: i64,
    #[model(references = AuthGroup, deferred)]
    pub group_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_comment",
    has_many(wagtailcore_commentreplies: WagtailcoreCommentreply.comment_id),
    index(page_id, name = "wagtailcore_comment_page_id_108444b5"),
    index(resolved_by_id, name = "wagtailcore_comment_resolved_by_id_a282aa0e"),
    index(revision_created_id, name = "wagtailcore_comment_revision_created_id_1d058279"),
    index(user_id, name = "wagtailcore_comment_user_id_0c577ca6"),
)]
pub struct WagtailcoreComment {
    #[model(primary_key, auto)]
    pub id: i64,
    pub text: String,
    pub contentpath: String,
    pub position: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created_at: NaiveDateTime,
    // the column is `DATETIME`, where a model says `TEXT`
    pub updated_at: NaiveDateTime,
    // the column is `DATETIME`, where a model says `TEXT`
    pub resolved_at: Option<NaiveDateTime>,
    #[model(references = WagtailcorePage, deferred)]
    pub page_id: i64,
    #[model(references = AuthUser, deferred)]
    pub resolved_by_id: Option<i64>,
    #[model(references = WagtailcoreRevision, deferred)]
    pub revision_created_id: Option<i64>,
    #[model(references = AuthUser, deferred)]
    pub user_id: i64,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_commentreply",
    index(comment_id, name = "wagtailcore_commentreply_comment_id_afc7e027"),
    index(user_id, name = "wagtailcore_commentreply_user_id_d0b3b9c3"),
)]
pub struct WagtailcoreCommentreply {
    #[model(primary_key, auto)]
    pub id: i64,
    pub text: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created_at: NaiveDateTime,
    // the column is `DATETIME`, where a model says `TEXT`
    pub updated_at: NaiveDateTime,
    #[model(references = WagtailcoreComment, deferred)]
    pub comment_id: i64,
    #[model(references = AuthUser, deferred)]
    pub user_id: i64,
}

// the reference in `task_ptr_id` to `wagtailcore_task` is left out: the database fills the column
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_groupapprovaltask",
    has_many(wagtailcore_groupapprovaltask_groups: WagtailcoreGroupapprovaltaskGroup.groupapprovaltask_id),
)]
pub struct WagtailcoreGroupapprovaltask {
    #[model(primary_key, auto)]
    pub task_ptr_id: i64,
}

// the name `wagtailcore_groupapprovaltask_groups_groupapprovaltask_id_9a9255ea` is too long for a model
// the name `wagtailcore_groupapprovaltask_groups_groupapprovaltask_id_group_id_bb5ee7eb_uniq` is too long for a model
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    index(group_id, name = "wagtailcore_groupapprovaltask_groups_group_id_2e64b61f"),
    unique(groupapprovaltask_id asc, group_id),
)]
pub struct WagtailcoreGroupapprovaltaskGroup {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = WagtailcoreGroupapprovaltask, deferred, index)]
    pub groupapprovaltask_id: i64,
    #[model(references = AuthGroup, deferred)]
    pub group_id: i64,
}

// the name `wagtailcore_groupcollectionpermission_group_id_collection_id_permission_id_a21cefe9_uniq` is too long for a model
#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_groupcollectionpermission",
    index(collection_id, name = "wagtailcore_groupcollectionpermission_collection_id_5423575a"),
    index(group_id, name = "wagtailcore_groupcollectionpermission_group_id_05d61460"),
    unique(group_id asc, collection_id, permission_id),
    index(permission_id, name = "wagtailcore_groupcollectionpermission_permission_id_1b626275"),
)]
pub struct WagtailcoreGroupcollectionpermission {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = WagtailcoreCollection, deferred)]
    pub collection_id: i64,
    #[model(references = AuthGroup, deferred)]
    pub group_id: i64,
    #[model(references = AuthPermission, deferred)]
    pub permission_id: i64,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_grouppagepermission",
    unique(group_id, page_id, permission_id, name = "unique_permission"),
    index(group_id, name = "wagtailcore_grouppagepermission_group_id_fc07e671"),
    index(page_id, name = "wagtailcore_grouppagepermission_page_id_710b114a"),
    index(permission_id, name = "wagtailcore_grouppagepermission_permission_id_05acb22e"),
)]
pub struct WagtailcoreGrouppagepermission {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = AuthGroup, deferred)]
    pub group_id: i64,
    #[model(references = WagtailcorePage, deferred)]
    pub page_id: i64,
    #[model(references = AuthPermission, deferred)]
    pub permission_id: i64,
}

// the name `wagtailcore_groupsitepermission_group_id_site_id_permission_id_a58ee30d_uniq` is too long for a model
#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_groupsitepermission",
    index(group_id, name = "wagtailcore_groupsitepermission_group_id_e5cdbee4"),
    unique(group_id asc, site_id, permission_id),
    index(permission_id, name = "wagtailcore_groupsitepermission_permission_id_459b1f38"),
    index(site_id, name = "wagtailcore_groupsitepermission_site_id_245de488"),
)]
pub struct WagtailcoreGroupsitepermission {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = AuthGroup, deferred)]
    pub group_id: i64,
    #[model(references = AuthPermission, deferred)]
    pub permission_id: i64,
    #[model(references = WagtailcoreSite, deferred)]
    pub site_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_locale", has_many(wagtailcore_pages: WagtailcorePage.locale_id))]
pub struct WagtailcoreLocale {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub language_code: String,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_modellogentry",
    check(rule = "JSON_VALID(\"data\") OR \"data\" IS NULL"),
    index(action, name = "wagtailcore_modellogentry_action_d2d856ee"),
    index(content_changed, name = "wagtailcore_modellogentry_content_changed_8bc39742"),
    index(content_type_id, name = "wagtailcore_modellogentry_content_type_id_68849e77"),
    index(object_id, name = "wagtailcore_modellogentry_object_id_e0e7d4ef"),
    index(revision_id, name = "wagtailcore_modellogentry_revision_id_df6ca33a"),
    index(timestamp, name = "wagtailcore_modellogentry_timestamp_9694521b"),
    index(user_id, name = "wagtailcore_modellogentry_user_id_0278d1bf"),
    index(uuid, action, timestamp desc, name = "wagtailcore_uuid_d6363b_idx"),
)]
pub struct WagtailcoreModellogentry {
    #[model(primary_key, auto)]
    pub id: i64,
    pub label: String,
    pub action: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub timestamp: NaiveDateTime,
    pub content_changed: bool,
    pub deleted: bool,
    pub object_id: String,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: Option<i64>,
    pub user_id: Option<i64>,
    pub uuid: Option<String>,
    pub revision_id: Option<i64>,
    pub data: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_page",
    has_many(wagtailcore_comments: WagtailcoreComment.page_id),
    has_many(wagtailcore_grouppagepermissions: WagtailcoreGrouppagepermission.page_id),
    has_many(wagtailcore_pages_by_alias_of: WagtailcorePage.alias_of_id),
    has_many(wagtailcore_pagesubscriptions: WagtailcorePagesubscription.page_id),
    has_many(wagtailcore_pageviewrestrictions: WagtailcorePageviewrestriction.page_id),
    has_many(wagtailcore_sites: WagtailcoreSite.root_page_id),
    check(rule = "\"depth\" >= 0"),
    check(rule_2 = "\"numchild\" >= 0"),
    index(alias_of_id, name = "wagtailcore_page_alias_of_id_12945502"),
    index(content_type_id, name = "wagtailcore_page_content_type_id_c28424df"),
    index(first_published_at, name = "wagtailcore_page_first_published_at_2b5dd637"),
    index(latest_revision_id, name = "wagtailcore_page_latest_revision_id_e60fef51"),
    index(live_revision_id, name = "wagtailcore_page_live_revision_id_930bd822"),
    index(locale_id, name = "wagtailcore_page_locale_id_3c7e30a6"),
    index(locked_by_id, name = "wagtailcore_page_locked_by_id_bcb86245"),
    index(owner_id, name = "wagtailcore_page_owner_id_fbf7c332"),
    index(slug, name = "wagtailcore_page_slug_e7c11b8f"),
    unique(translation_key asc, locale_id, name = "wagtailcore_page_translation_key_locale_id_9b041bad_uniq"),
)]
pub struct WagtailcorePage {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub path: String,
    pub depth: i64,
    pub numchild: i64,
    pub title: String,
    pub slug: String,
    pub live: bool,
    pub has_unpublished_changes: bool,
    pub url_path: String,
    pub seo_title: String,
    pub show_in_menus: bool,
    pub search_description: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub go_live_at: Option<NaiveDateTime>,
    // the column is `DATETIME`, where a model says `TEXT`
    pub expire_at: Option<NaiveDateTime>,
    pub expired: bool,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: i64,
    #[model(references = AuthUser, deferred)]
    pub owner_id: Option<i64>,
    pub locked: bool,
    // the column is `DATETIME`, where a model says `TEXT`
    pub latest_revision_created_at: Option<NaiveDateTime>,
    // the column is `DATETIME`, where a model says `TEXT`
    pub first_published_at: Option<NaiveDateTime>,
    #[model(references = WagtailcoreRevision, deferred)]
    pub live_revision_id: Option<i64>,
    // the column is `DATETIME`, where a model says `TEXT`
    pub last_published_at: Option<NaiveDateTime>,
    pub draft_title: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub locked_at: Option<NaiveDateTime>,
    #[model(references = AuthUser, deferred)]
    pub locked_by_id: Option<i64>,
    #[model(references = WagtailcoreLocale, deferred)]
    pub locale_id: i64,
    pub translation_key: String,
    #[model(references = WagtailcorePage, deferred)]
    pub alias_of_id: Option<i64>,
    #[model(references = WagtailcoreRevision, deferred)]
    pub latest_revision_id: Option<i64>,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_pagelogentry",
    check(rule = "JSON_VALID(\"data\") OR \"data\" IS NULL"),
    index(action, name = "wagtailcore_pagelogentry_action_c2408198"),
    index(content_changed, name = "wagtailcore_pagelogentry_content_changed_99f27ade"),
    index(content_type_id, name = "wagtailcore_pagelogentry_content_type_id_74e7708a"),
    index(page_id, name = "wagtailcore_pagelogentry_page_id_8464e327"),
    index(revision_id, name = "wagtailcore_pagelogentry_revision_id_8043d103"),
    index(timestamp, name = "wagtailcore_pagelogentry_timestamp_deb774c4"),
    index(user_id, name = "wagtailcore_pagelogentry_user_id_604ccfd8"),
    index(uuid, action, timestamp desc, name = "wagtailcore_uuid_06a44d_idx"),
)]
pub struct WagtailcorePagelogentry {
    #[model(primary_key, auto)]
    pub id: i64,
    pub label: String,
    pub action: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub timestamp: NaiveDateTime,
    pub content_changed: bool,
    pub deleted: bool,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: Option<i64>,
    pub page_id: i64,
    pub revision_id: Option<i64>,
    pub user_id: Option<i64>,
    pub uuid: Option<String>,
    pub data: String,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_pagesubscription",
    index(page_id, name = "wagtailcore_pagesubscription_page_id_a085e7a6"),
    unique(page_id asc, user_id, name = "wagtailcore_pagesubscription_page_id_user_id_0cef73ed_uniq"),
    index(user_id, name = "wagtailcore_pagesubscription_user_id_89d7def9"),
)]
pub struct WagtailcorePagesubscription {
    #[model(primary_key, auto)]
    pub id: i64,
    pub comment_notifications: bool,
    #[model(references = WagtailcorePage, deferred)]
    pub page_id: i64,
    #[model(references = AuthUser, deferred)]
    pub user_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_pageviewrestriction",
    has_many(wagtailcore_pageviewrestriction_groups: WagtailcorePageviewrestrictionGroup.pageviewrestriction_id),
    index(page_id, name = "wagtailcore_pageviewrestriction_page_id_15a8bea6"),
)]
pub struct WagtailcorePageviewrestriction {
    #[model(primary_key, auto)]
    pub id: i64,
    pub password: String,
    #[model(references = WagtailcorePage, deferred)]
    pub page_id: i64,
    pub restriction_type: String,
}

// the name `wagtailcore_pageviewrestriction_groups_pageviewrestriction_id_f147a99a` is too long for a model
// the name `wagtailcore_pageviewrestriction_groups_pageviewrestriction_id_group_id_d23f80bb_uniq` is too long for a model
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    index(group_id, name = "wagtailcore_pageviewrestriction_groups_group_id_6460f223"),
    unique(pageviewrestriction_id asc, group_id),
)]
pub struct WagtailcorePageviewrestrictionGroup {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = WagtailcorePageviewrestriction, deferred, index)]
    pub pageviewrestriction_id: i64,
    #[model(references = AuthGroup, deferred)]
    pub group_id: i64,
}

// the name `wagtailcore_referenceindex_base_content_type_id_object_id_to_content_type_id_to_object_id_content_path_hash_9e6ccd6a_uniq` is too long for a model
#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_referenceindex",
    index(base_content_type_id, object_id, name = "referenceindex_source_object"),
    index(to_content_type_id, to_object_id, name = "referenceindex_target_object"),
    index(base_content_type_id, name = "wagtailcore_referenceindex_base_content_type_id_313cf40f"),
    unique(base_content_type_id asc, object_id, to_content_type_id, to_object_id, content_path_hash),
    index(content_type_id, name = "wagtailcore_referenceindex_content_type_id_766e0336"),
    index(to_content_type_id, name = "wagtailcore_referenceindex_to_content_type_id_93690bbd"),
)]
pub struct WagtailcoreReferenceindex {
    #[model(primary_key, auto)]
    pub id: i64,
    pub object_id: String,
    pub to_object_id: String,
    pub model_path: String,
    pub content_path: String,
    pub content_path_hash: String,
    #[model(references = DjangoContentType, deferred)]
    pub base_content_type_id: i64,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: i64,
    #[model(references = DjangoContentType, deferred)]
    pub to_content_type_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_revision",
    has_many(wagtailcore_comments: WagtailcoreComment.revision_created_id),
    has_many(wagtailcore_pages_by_live_revision: WagtailcorePage.live_revision_id),
    has_many(wagtailcore_pages_by_latest_revision: WagtailcorePage.latest_revision_id),
    has_many(wagtailcore_taskstates: WagtailcoreTaskstate.revision_id),
    check(rule = "JSON_VALID(\"content\") OR \"content\" IS NULL"),
    index(base_content_type_id, object_id, name = "base_content_object_idx"),
    index(content_type_id, object_id, name = "content_object_idx"),
    index(approved_go_live_at, name = "wagtailcore_revision_approved_go_live_at_88d3dee5"),
    index(base_content_type_id, name = "wagtailcore_revision_base_content_type_id_5b4ef7bd"),
    index(content_type_id, name = "wagtailcore_revision_content_type_id_c8cb69c0"),
    index(created_at, name = "wagtailcore_revision_created_at_81450aa6"),
    index(user_id, name = "wagtailcore_revision_user_id_03df83b0"),
)]
pub struct WagtailcoreRevision {
    #[model(primary_key, auto)]
    pub id: i64,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created_at: NaiveDateTime,
    // the column is `DATETIME`, where a model says `TEXT`
    pub approved_go_live_at: Option<NaiveDateTime>,
    #[model(references = AuthUser, deferred)]
    pub user_id: Option<i64>,
    pub content: String,
    pub object_id: String,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: i64,
    #[model(references = DjangoContentType, deferred)]
    pub base_content_type_id: i64,
    pub object_str: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_site",
    has_many(wagtailcore_groupsitepermissions: WagtailcoreGroupsitepermission.site_id),
    index(hostname, name = "wagtailcore_site_hostname_96b20b46"),
    unique(hostname asc, port, name = "wagtailcore_site_hostname_port_2c626d70_uniq"),
    index(root_page_id, name = "wagtailcore_site_root_page_id_e02fb95c"),
)]
pub struct WagtailcoreSite {
    #[model(primary_key, auto)]
    pub id: i64,
    pub hostname: String,
    pub port: i64,
    pub is_default_site: bool,
    #[model(references = WagtailcorePage, deferred)]
    pub root_page_id: i64,
    pub site_name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_task",
    has_many(wagtailcore_taskstates: WagtailcoreTaskstate.task_id),
    has_many(wagtailcore_workflowtasks: WagtailcoreWorkflowtask.task_id),
    index(content_type_id, name = "wagtailcore_task_content_type_id_249ab8ba"),
)]
pub struct WagtailcoreTask {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    pub active: bool,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_taskstate",
    has_one(wagtailcore_workflowstate: WagtailcoreWorkflowstate.current_task_state_id),
    index(content_type_id, name = "wagtailcore_taskstate_content_type_id_0a758fdc"),
    index(finished_by_id, name = "wagtailcore_taskstate_finished_by_id_13f98229"),
    index(revision_id, name = "wagtailcore_taskstate_revision_id_df25a499"),
    index(task_id, name = "wagtailcore_taskstate_task_id_c3677c34"),
    index(workflow_state_id, name = "wagtailcore_taskstate_workflow_state_id_9239a775"),
)]
pub struct WagtailcoreTaskstate {
    #[model(primary_key, auto)]
    pub id: i64,
    pub status: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub started_at: NaiveDateTime,
    // the column is `DATETIME`, where a model says `TEXT`
    pub finished_at: Option<NaiveDateTime>,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: i64,
    #[model(references = WagtailcoreTask, deferred)]
    pub task_id: i64,
    #[model(references = WagtailcoreWorkflowstate, deferred)]
    pub workflow_state_id: i64,
    #[model(references = AuthUser, deferred)]
    pub finished_by_id: Option<i64>,
    pub comment: String,
    #[model(references = WagtailcoreRevision, deferred)]
    pub revision_id: i64,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_uploadedfile",
    index(for_content_type_id, name = "wagtailcore_uploadedfile_for_content_type_id_b0fc87b2"),
    index(uploaded_by_user_id, name = "wagtailcore_uploadedfile_uploaded_by_user_id_c7580fe8"),
)]
pub struct WagtailcoreUploadedfile {
    #[model(primary_key, auto)]
    pub id: i64,
    pub file: String,
    #[model(references = DjangoContentType, deferred)]
    pub for_content_type_id: Option<i64>,
    #[model(references = AuthUser, deferred)]
    pub uploaded_by_user_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_workflow",
    has_many(wagtailcore_workflowcontenttypes: WagtailcoreWorkflowcontenttype.workflow_id),
    has_many(wagtailcore_workflowpages: WagtailcoreWorkflowpage.workflow_id),
    has_many(wagtailcore_workflowstates: WagtailcoreWorkflowstate.workflow_id),
    has_many(wagtailcore_workflowtasks: WagtailcoreWorkflowtask.workflow_id),
)]
pub struct WagtailcoreWorkflow {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    pub active: bool,
}

// the reference in `content_type_id` to `django_content_type` is left out: the database fills the column
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_workflowcontenttype",
    index(workflow_id, name = "wagtailcore_workflowcontenttype_workflow_id_9aad7cd2"),
)]
pub struct WagtailcoreWorkflowcontenttype {
    #[model(primary_key, auto)]
    pub content_type_id: i64,
    #[model(references = WagtailcoreWorkflow, deferred)]
    pub workflow_id: i64,
}

// the reference in `page_id` to `wagtailcore_page` is left out: the database fills the column
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_workflowpage",
    index(workflow_id, name = "wagtailcore_workflowpage_workflow_id_56f56ff6"),
)]
pub struct WagtailcoreWorkflowpage {
    #[model(primary_key, auto)]
    pub page_id: i64,
    #[model(references = WagtailcoreWorkflow, deferred)]
    pub workflow_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_workflowstate",
    has_many(wagtailcore_taskstates: WagtailcoreTaskstate.workflow_state_id),
    unique(base_content_type_id, object_id, where = "\"status\" IN ('in_progress', 'needs_changes')", name = "unique_in_progress_workflow"),
    index(base_content_type_id, name = "wagtailcore_workflowstate_base_content_type_id_a30dc576"),
    index(content_type_id, name = "wagtailcore_workflowstate_content_type_id_2bb78ce1"),
    index(requested_by_id, name = "wagtailcore_workflowstate_requested_by_id_4090bca3"),
    index(workflow_id, name = "wagtailcore_workflowstate_workflow_id_1f18378f"),
    index(base_content_type_id, object_id, name = "workflowstate_base_ct_id_idx"),
    index(content_type_id, object_id, name = "workflowstate_ct_id_idx"),
)]
pub struct WagtailcoreWorkflowstate {
    #[model(primary_key, auto)]
    pub id: i64,
    pub status: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created_at: NaiveDateTime,
    #[model(references = WagtailcoreTaskstate, deferred, unique)]
    pub current_task_state_id: Option<i64>,
    #[model(references = AuthUser, deferred)]
    pub requested_by_id: Option<i64>,
    #[model(references = WagtailcoreWorkflow, deferred)]
    pub workflow_id: i64,
    pub object_id: String,
    #[model(references = DjangoContentType, deferred)]
    pub base_content_type_id: i64,
    #[model(references = DjangoContentType, deferred)]
    pub content_type_id: i64,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_workflowtask",
    index(task_id, name = "wagtailcore_workflowtask_task_id_ce7716fe"),
    index(workflow_id, name = "wagtailcore_workflowtask_workflow_id_b9717175"),
    unique(workflow_id asc, task_id, name = "wagtailcore_workflowtask_workflow_id_task_id_4ec7a62b_uniq"),
)]
pub struct WagtailcoreWorkflowtask {
    #[model(primary_key, auto)]
    pub id: i64,
    pub sort_order: Option<i64>,
    #[model(references = WagtailcoreTask, deferred)]
    pub task_id: i64,
    #[model(references = WagtailcoreWorkflow, deferred)]
    pub workflow_id: i64,
}

#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtaildocs_document",
    check(rule = "\"file_size\" >= 0"),
    index(collection_id, name = "wagtaildocs_document_collection_id_23881625"),
    index(uploaded_by_user_id, name = "wagtaildocs_document_uploaded_by_user_id_17258b41"),
)]
pub struct WagtaildocsDocument {
    #[model(primary_key, auto)]
    pub id: i64,
    pub title: String,
    pub file: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created_at: NaiveDateTime,
    #[model(references = AuthUser, deferred)]
    pub uploaded_by_user_id: Option<i64>,
    #[model(references = WagtailcoreCollection, deferred)]
    pub collection_id: i64,
    pub file_hash: String,
    pub file_size: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailimages_image",
    has_many(wagtailimages_renditions: WagtailimagesRendition.image_id),
    check(rule = "\"focal_point_x\" >= 0"),
    check(rule_2 = "\"focal_point_y\" >= 0"),
    check(rule_3 = "\"focal_point_width\" >= 0"),
    check(rule_4 = "\"focal_point_height\" >= 0"),
    check(rule_5 = "\"file_size\" >= 0"),
    index(collection_id, name = "wagtailimages_image_collection_id_c2f8af7e"),
    index(created_at, name = "wagtailimages_image_created_at_86fa6cd4"),
    index(file_hash, name = "wagtailimages_image_file_hash_fb5bbb23"),
    index(uploaded_by_user_id, name = "wagtailimages_image_uploaded_by_user_id_5d73dc75"),
)]
pub struct WagtailimagesImage {
    #[model(primary_key, auto)]
    pub id: i64,
    pub title: String,
    pub file: String,
    pub width: i64,
    pub height: i64,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created_at: NaiveDateTime,
    pub focal_point_x: Option<i64>,
    pub focal_point_y: Option<i64>,
    pub focal_point_width: Option<i64>,
    pub focal_point_height: Option<i64>,
    #[model(references = AuthUser, deferred)]
    pub uploaded_by_user_id: Option<i64>,
    pub file_size: Option<i64>,
    #[model(references = WagtailcoreCollection, deferred)]
    pub collection_id: i64,
    pub file_hash: String,
    pub description: String,
}

// the name `wagtailimages_rendition_image_id_filter_spec_focal_point_key_323c8fe0_uniq` is too long for a model
#[allow(clippy::duplicated_attributes)]
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailimages_rendition",
    index(filter_spec, name = "wagtailimages_rendition_filter_spec_1cba3201"),
    index(image_id, name = "wagtailimages_rendition_image_id_3e1fd774"),
    unique(image_id asc, filter_spec, focal_point_key),
)]
pub struct WagtailimagesRendition {
    #[model(primary_key, auto)]
    pub id: i64,
    pub width: i64,
    pub height: i64,
    pub focal_point_key: String,
    pub filter_spec: String,
    #[model(references = WagtailimagesImage, deferred)]
    pub image_id: i64,
    pub file: String,
}
