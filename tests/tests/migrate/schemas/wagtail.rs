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

// the index over `group_id` is named `auth_group_permissions_group_id_b120cbf9`
// the index `auth_group_permissions_group_id_permission_id_0cd325b0_uniq` has no place in a model
// the index over `permission_id` is named `auth_group_permissions_permission_id_84c5c92e`
#[derive(Model, Debug, Clone, PartialEq)]
pub struct AuthGroupPermission {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthGroup, index)]
    pub group_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthPermission, index)]
    pub permission_id: i64,
}

// the index over `content_type_id` is named `auth_permission_content_type_id_2f476e4b`
// the index `auth_permission_content_type_id_codename_01ab375a_uniq` has no place in a model
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "auth_permission",
    has_many(auth_group_permissions: AuthGroupPermission.permission_id),
    has_many(auth_user_user_permissions: AuthUserUserPermission.permission_id),
    has_many(wagtailcore_groupcollectionpermissions: WagtailcoreGroupcollectionpermission.permission_id),
    has_many(wagtailcore_grouppagepermissions: WagtailcoreGrouppagepermission.permission_id),
    has_many(wagtailcore_groupsitepermissions: WagtailcoreGroupsitepermission.permission_id),
)]
pub struct AuthPermission {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
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
    // the column is `BOOL`, where a model says `INTEGER`
    pub is_superuser: bool,
    #[model(unique)]
    pub username: String,
    pub last_name: String,
    pub email: String,
    // the column is `BOOL`, where a model says `INTEGER`
    pub is_staff: bool,
    // the column is `BOOL`, where a model says `INTEGER`
    pub is_active: bool,
    // the column is `DATETIME`, where a model says `TEXT`
    pub date_joined: NaiveDateTime,
    pub first_name: String,
}

// the index over `group_id` is named `auth_user_groups_group_id_97559544`
// the index over `user_id` is named `auth_user_groups_user_id_6a12ed8b`
// the index `auth_user_groups_user_id_group_id_94350c0c_uniq` has no place in a model
#[derive(Model, Debug, Clone, PartialEq)]
pub struct AuthUserGroup {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub user_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthGroup, index)]
    pub group_id: i64,
}

// the index over `permission_id` is named `auth_user_user_permissions_permission_id_1fbb5f2c`
// the index over `user_id` is named `auth_user_user_permissions_user_id_a95ead1b`
// the index `auth_user_user_permissions_user_id_permission_id_14a6b632_uniq` has no place in a model
#[derive(Model, Debug, Clone, PartialEq)]
pub struct AuthUserUserPermission {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub user_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthPermission, index)]
    pub permission_id: i64,
}

// the index `django_content_type_app_label_model_76bd3d3b_uniq` has no place in a model
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

// the unique set `content_type_id`, `object_id`, `tag_id` is named `taggit_taggeditem_content_type_id_object_id_tag_id_4bb97a8e_uniq`
// the index over `content_type_id`, `object_id` is named `taggit_tagg_content_8fc721_idx`
// the index over `content_type_id` is named `taggit_taggeditem_content_type_id_9957a03c`
// the index over `object_id` is named `taggit_taggeditem_object_id_e2d7d1df`
// the index over `tag_id` is named `taggit_taggeditem_tag_id_f4f5b767`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "taggit_taggeditem",
    unique(content_type_id, object_id, tag_id),
    index(content_type_id, object_id),
)]
pub struct TaggitTaggeditem {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(index)]
    pub object_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub content_type_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = TaggitTag, index)]
    pub tag_id: i64,
}

// the index over `user_id` is named `wagtailcore_apitoken_user_id_49b1141b`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_apitoken")]
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
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
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

// the index over `collection_id` is named `wagtailcore_collectionviewrestriction_collection_id_761908ec`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_collectionviewrestriction",
    has_many(wagtailcore_collectionviewrestriction_groups: WagtailcoreCollectionviewrestrictionGroup.collectionviewrestriction_id),
)]
pub struct WagtailcoreCollectionviewrestriction {
    #[model(primary_key, auto)]
    pub id: i64,
    pub restriction_type: String,
    pub password: String,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreCollection, index)]
    pub collection_id: i64,
}

// the index over `collectionviewrestriction_id` is named `wagtailcore_collectionviewrestriction_groups_collectionviewrestriction_id_47320efd`
// the index `wagtailcore_collectionviewrestriction_groups_collectionviewrestriction_id_group_id_988995ae_uniq` has no place in a model
// the index over `group_id` is named `wagtailcore_collectionviewrestriction_groups_group_id_1823f2a3`
#[derive(Model, Debug, Clone, PartialEq)]
pub struct WagtailcoreCollectionviewrestrictionGroup {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreCollectionviewrestriction, index)]
    pub collectionviewrestriction_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthGroup, index)]
    pub group_id: i64,
}

// the index over `page_id` is named `wagtailcore_comment_page_id_108444b5`
// the index over `resolved_by_id` is named `wagtailcore_comment_resolved_by_id_a282aa0e`
// the index over `revision_created_id` is named `wagtailcore_comment_revision_created_id_1d058279`
// the index over `user_id` is named `wagtailcore_comment_user_id_0c577ca6`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_comment",
    has_many(wagtailcore_commentreplies: WagtailcoreCommentreply.comment_id),
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
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcorePage, index)]
    pub page_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub resolved_by_id: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreRevision, index)]
    pub revision_created_id: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub user_id: i64,
}

// the index over `comment_id` is named `wagtailcore_commentreply_comment_id_afc7e027`
// the index over `user_id` is named `wagtailcore_commentreply_user_id_d0b3b9c3`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_commentreply")]
pub struct WagtailcoreCommentreply {
    #[model(primary_key, auto)]
    pub id: i64,
    pub text: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created_at: NaiveDateTime,
    // the column is `DATETIME`, where a model says `TEXT`
    pub updated_at: NaiveDateTime,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreComment, index)]
    pub comment_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
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

// the index over `group_id` is named `wagtailcore_groupapprovaltask_groups_group_id_2e64b61f`
// the index over `groupapprovaltask_id` is named `wagtailcore_groupapprovaltask_groups_groupapprovaltask_id_9a9255ea`
// the index `wagtailcore_groupapprovaltask_groups_groupapprovaltask_id_group_id_bb5ee7eb_uniq` has no place in a model
#[derive(Model, Debug, Clone, PartialEq)]
pub struct WagtailcoreGroupapprovaltaskGroup {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreGroupapprovaltask, index)]
    pub groupapprovaltask_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthGroup, index)]
    pub group_id: i64,
}

// the index over `collection_id` is named `wagtailcore_groupcollectionpermission_collection_id_5423575a`
// the index over `group_id` is named `wagtailcore_groupcollectionpermission_group_id_05d61460`
// the index `wagtailcore_groupcollectionpermission_group_id_collection_id_permission_id_a21cefe9_uniq` has no place in a model
// the index over `permission_id` is named `wagtailcore_groupcollectionpermission_permission_id_1b626275`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_groupcollectionpermission")]
pub struct WagtailcoreGroupcollectionpermission {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreCollection, index)]
    pub collection_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthGroup, index)]
    pub group_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthPermission, index)]
    pub permission_id: i64,
}

// the unique set `group_id`, `page_id`, `permission_id` is named `unique_permission`
// the index over `group_id` is named `wagtailcore_grouppagepermission_group_id_fc07e671`
// the index over `page_id` is named `wagtailcore_grouppagepermission_page_id_710b114a`
// the index over `permission_id` is named `wagtailcore_grouppagepermission_permission_id_05acb22e`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_grouppagepermission", unique(group_id, page_id, permission_id))]
pub struct WagtailcoreGrouppagepermission {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthGroup, index)]
    pub group_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcorePage, index)]
    pub page_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthPermission, index)]
    pub permission_id: i64,
}

// the index over `group_id` is named `wagtailcore_groupsitepermission_group_id_e5cdbee4`
// the index `wagtailcore_groupsitepermission_group_id_site_id_permission_id_a58ee30d_uniq` has no place in a model
// the index over `permission_id` is named `wagtailcore_groupsitepermission_permission_id_459b1f38`
// the index over `site_id` is named `wagtailcore_groupsitepermission_site_id_245de488`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_groupsitepermission")]
pub struct WagtailcoreGroupsitepermission {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthGroup, index)]
    pub group_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthPermission, index)]
    pub permission_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreSite, index)]
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

// the index over `action` is named `wagtailcore_modellogentry_action_d2d856ee`
// the index over `content_changed` is named `wagtailcore_modellogentry_content_changed_8bc39742`
// the index over `content_type_id` is named `wagtailcore_modellogentry_content_type_id_68849e77`
// the index over `object_id` is named `wagtailcore_modellogentry_object_id_e0e7d4ef`
// the index over `revision_id` is named `wagtailcore_modellogentry_revision_id_df6ca33a`
// the index over `timestamp` is named `wagtailcore_modellogentry_timestamp_9694521b`
// the index over `user_id` is named `wagtailcore_modellogentry_user_id_0278d1bf`
// the index over `uuid`, `action`, `timestamp` is named `wagtailcore_uuid_d6363b_idx`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_modellogentry",
    check(rule = "JSON_VALID(\"data\") OR \"data\" IS NULL"),
    index(uuid, action, timestamp desc),
)]
pub struct WagtailcoreModellogentry {
    #[model(primary_key, auto)]
    pub id: i64,
    pub label: String,
    #[model(index)]
    pub action: String,
    // the column is `DATETIME`, where a model says `TEXT`
    #[model(index)]
    pub timestamp: NaiveDateTime,
    // the column is `BOOL`, where a model says `INTEGER`
    #[model(index)]
    pub content_changed: bool,
    // the column is `BOOL`, where a model says `INTEGER`
    pub deleted: bool,
    #[model(index)]
    pub object_id: String,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub content_type_id: Option<i64>,
    #[model(index)]
    pub user_id: Option<i64>,
    pub uuid: Option<String>,
    #[model(index)]
    pub revision_id: Option<i64>,
    pub data: String,
}

// the index over `alias_of_id` is named `wagtailcore_page_alias_of_id_12945502`
// the index over `content_type_id` is named `wagtailcore_page_content_type_id_c28424df`
// the index over `first_published_at` is named `wagtailcore_page_first_published_at_2b5dd637`
// the index over `latest_revision_id` is named `wagtailcore_page_latest_revision_id_e60fef51`
// the index over `live_revision_id` is named `wagtailcore_page_live_revision_id_930bd822`
// the index over `locale_id` is named `wagtailcore_page_locale_id_3c7e30a6`
// the index over `locked_by_id` is named `wagtailcore_page_locked_by_id_bcb86245`
// the index over `owner_id` is named `wagtailcore_page_owner_id_fbf7c332`
// the index over `slug` is named `wagtailcore_page_slug_e7c11b8f`
// the index `wagtailcore_page_translation_key_locale_id_9b041bad_uniq` has no place in a model
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
)]
pub struct WagtailcorePage {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub path: String,
    pub depth: i64,
    pub numchild: i64,
    pub title: String,
    #[model(index)]
    pub slug: String,
    // the column is `BOOL`, where a model says `INTEGER`
    pub live: bool,
    // the column is `BOOL`, where a model says `INTEGER`
    pub has_unpublished_changes: bool,
    pub url_path: String,
    pub seo_title: String,
    // the column is `BOOL`, where a model says `INTEGER`
    pub show_in_menus: bool,
    pub search_description: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub go_live_at: Option<NaiveDateTime>,
    // the column is `DATETIME`, where a model says `TEXT`
    pub expire_at: Option<NaiveDateTime>,
    // the column is `BOOL`, where a model says `INTEGER`
    pub expired: bool,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub content_type_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub owner_id: Option<i64>,
    // the column is `BOOL`, where a model says `INTEGER`
    pub locked: bool,
    // the column is `DATETIME`, where a model says `TEXT`
    pub latest_revision_created_at: Option<NaiveDateTime>,
    // the column is `DATETIME`, where a model says `TEXT`
    #[model(index)]
    pub first_published_at: Option<NaiveDateTime>,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreRevision, index)]
    pub live_revision_id: Option<i64>,
    // the column is `DATETIME`, where a model says `TEXT`
    pub last_published_at: Option<NaiveDateTime>,
    pub draft_title: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub locked_at: Option<NaiveDateTime>,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub locked_by_id: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreLocale, index)]
    pub locale_id: i64,
    pub translation_key: String,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcorePage, index)]
    pub alias_of_id: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreRevision, index)]
    pub latest_revision_id: Option<i64>,
}

// the index over `action` is named `wagtailcore_pagelogentry_action_c2408198`
// the index over `content_changed` is named `wagtailcore_pagelogentry_content_changed_99f27ade`
// the index over `content_type_id` is named `wagtailcore_pagelogentry_content_type_id_74e7708a`
// the index over `page_id` is named `wagtailcore_pagelogentry_page_id_8464e327`
// the index over `revision_id` is named `wagtailcore_pagelogentry_revision_id_8043d103`
// the index over `timestamp` is named `wagtailcore_pagelogentry_timestamp_deb774c4`
// the index over `user_id` is named `wagtailcore_pagelogentry_user_id_604ccfd8`
// the index over `uuid`, `action`, `timestamp` is named `wagtailcore_uuid_06a44d_idx`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_pagelogentry",
    check(rule = "JSON_VALID(\"data\") OR \"data\" IS NULL"),
    index(uuid, action, timestamp desc),
)]
pub struct WagtailcorePagelogentry {
    #[model(primary_key, auto)]
    pub id: i64,
    pub label: String,
    #[model(index)]
    pub action: String,
    // the column is `DATETIME`, where a model says `TEXT`
    #[model(index)]
    pub timestamp: NaiveDateTime,
    // the column is `BOOL`, where a model says `INTEGER`
    #[model(index)]
    pub content_changed: bool,
    // the column is `BOOL`, where a model says `INTEGER`
    pub deleted: bool,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub content_type_id: Option<i64>,
    #[model(index)]
    pub page_id: i64,
    #[model(index)]
    pub revision_id: Option<i64>,
    #[model(index)]
    pub user_id: Option<i64>,
    pub uuid: Option<String>,
    pub data: String,
}

// the index over `page_id` is named `wagtailcore_pagesubscription_page_id_a085e7a6`
// the index `wagtailcore_pagesubscription_page_id_user_id_0cef73ed_uniq` has no place in a model
// the index over `user_id` is named `wagtailcore_pagesubscription_user_id_89d7def9`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_pagesubscription")]
pub struct WagtailcorePagesubscription {
    #[model(primary_key, auto)]
    pub id: i64,
    // the column is `BOOL`, where a model says `INTEGER`
    pub comment_notifications: bool,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcorePage, index)]
    pub page_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub user_id: i64,
}

// the index over `page_id` is named `wagtailcore_pageviewrestriction_page_id_15a8bea6`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_pageviewrestriction",
    has_many(wagtailcore_pageviewrestriction_groups: WagtailcorePageviewrestrictionGroup.pageviewrestriction_id),
)]
pub struct WagtailcorePageviewrestriction {
    #[model(primary_key, auto)]
    pub id: i64,
    pub password: String,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcorePage, index)]
    pub page_id: i64,
    pub restriction_type: String,
}

// the index over `group_id` is named `wagtailcore_pageviewrestriction_groups_group_id_6460f223`
// the index over `pageviewrestriction_id` is named `wagtailcore_pageviewrestriction_groups_pageviewrestriction_id_f147a99a`
// the index `wagtailcore_pageviewrestriction_groups_pageviewrestriction_id_group_id_d23f80bb_uniq` has no place in a model
#[derive(Model, Debug, Clone, PartialEq)]
pub struct WagtailcorePageviewrestrictionGroup {
    #[model(primary_key, auto)]
    pub id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcorePageviewrestriction, index)]
    pub pageviewrestriction_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthGroup, index)]
    pub group_id: i64,
}

// the index over `base_content_type_id`, `object_id` is named `referenceindex_source_object`
// the index over `to_content_type_id`, `to_object_id` is named `referenceindex_target_object`
// the index over `base_content_type_id` is named `wagtailcore_referenceindex_base_content_type_id_313cf40f`
// the index `wagtailcore_referenceindex_base_content_type_id_object_id_to_content_type_id_to_object_id_content_path_hash_9e6ccd6a_uniq` has no place in a model
// the index over `content_type_id` is named `wagtailcore_referenceindex_content_type_id_766e0336`
// the index over `to_content_type_id` is named `wagtailcore_referenceindex_to_content_type_id_93690bbd`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_referenceindex",
    index(base_content_type_id, object_id),
    index(to_content_type_id, to_object_id),
)]
pub struct WagtailcoreReferenceindex {
    #[model(primary_key, auto)]
    pub id: i64,
    pub object_id: String,
    pub to_object_id: String,
    pub model_path: String,
    pub content_path: String,
    pub content_path_hash: String,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub base_content_type_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub content_type_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub to_content_type_id: i64,
}

// the index over `base_content_type_id`, `object_id` is named `base_content_object_idx`
// the index over `content_type_id`, `object_id` is named `content_object_idx`
// the index over `approved_go_live_at` is named `wagtailcore_revision_approved_go_live_at_88d3dee5`
// the index over `base_content_type_id` is named `wagtailcore_revision_base_content_type_id_5b4ef7bd`
// the index over `content_type_id` is named `wagtailcore_revision_content_type_id_c8cb69c0`
// the index over `created_at` is named `wagtailcore_revision_created_at_81450aa6`
// the index over `user_id` is named `wagtailcore_revision_user_id_03df83b0`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_revision",
    has_many(wagtailcore_comments: WagtailcoreComment.revision_created_id),
    has_many(wagtailcore_pages_by_live_revision: WagtailcorePage.live_revision_id),
    has_many(wagtailcore_pages_by_latest_revision: WagtailcorePage.latest_revision_id),
    has_many(wagtailcore_taskstates: WagtailcoreTaskstate.revision_id),
    check(rule = "JSON_VALID(\"content\") OR \"content\" IS NULL"),
    index(base_content_type_id, object_id),
    index(content_type_id, object_id),
)]
pub struct WagtailcoreRevision {
    #[model(primary_key, auto)]
    pub id: i64,
    // the column is `DATETIME`, where a model says `TEXT`
    #[model(index)]
    pub created_at: NaiveDateTime,
    // the column is `DATETIME`, where a model says `TEXT`
    #[model(index)]
    pub approved_go_live_at: Option<NaiveDateTime>,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub user_id: Option<i64>,
    pub content: String,
    pub object_id: String,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub content_type_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub base_content_type_id: i64,
    pub object_str: String,
}

// the index over `hostname` is named `wagtailcore_site_hostname_96b20b46`
// the index `wagtailcore_site_hostname_port_2c626d70_uniq` has no place in a model
// the index over `root_page_id` is named `wagtailcore_site_root_page_id_e02fb95c`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_site",
    has_many(wagtailcore_groupsitepermissions: WagtailcoreGroupsitepermission.site_id),
)]
pub struct WagtailcoreSite {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(index)]
    pub hostname: String,
    pub port: i64,
    // the column is `BOOL`, where a model says `INTEGER`
    pub is_default_site: bool,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcorePage, index)]
    pub root_page_id: i64,
    pub site_name: String,
}

// the index over `content_type_id` is named `wagtailcore_task_content_type_id_249ab8ba`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_task",
    has_many(wagtailcore_taskstates: WagtailcoreTaskstate.task_id),
    has_many(wagtailcore_workflowtasks: WagtailcoreWorkflowtask.task_id),
)]
pub struct WagtailcoreTask {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    // the column is `BOOL`, where a model says `INTEGER`
    pub active: bool,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub content_type_id: i64,
}

// the index over `content_type_id` is named `wagtailcore_taskstate_content_type_id_0a758fdc`
// the index over `finished_by_id` is named `wagtailcore_taskstate_finished_by_id_13f98229`
// the index over `revision_id` is named `wagtailcore_taskstate_revision_id_df25a499`
// the index over `task_id` is named `wagtailcore_taskstate_task_id_c3677c34`
// the index over `workflow_state_id` is named `wagtailcore_taskstate_workflow_state_id_9239a775`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_taskstate",
    has_one(wagtailcore_workflowstate: WagtailcoreWorkflowstate.current_task_state_id),
)]
pub struct WagtailcoreTaskstate {
    #[model(primary_key, auto)]
    pub id: i64,
    pub status: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub started_at: NaiveDateTime,
    // the column is `DATETIME`, where a model says `TEXT`
    pub finished_at: Option<NaiveDateTime>,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub content_type_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreTask, index)]
    pub task_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreWorkflowstate, index)]
    pub workflow_state_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub finished_by_id: Option<i64>,
    pub comment: String,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreRevision, index)]
    pub revision_id: i64,
}

// the index over `for_content_type_id` is named `wagtailcore_uploadedfile_for_content_type_id_b0fc87b2`
// the index over `uploaded_by_user_id` is named `wagtailcore_uploadedfile_uploaded_by_user_id_c7580fe8`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_uploadedfile")]
pub struct WagtailcoreUploadedfile {
    #[model(primary_key, auto)]
    pub id: i64,
    pub file: String,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub for_content_type_id: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
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
    // the column is `BOOL`, where a model says `INTEGER`
    pub active: bool,
}

// the reference in `content_type_id` to `django_content_type` is left out: the database fills the column
// the index over `workflow_id` is named `wagtailcore_workflowcontenttype_workflow_id_9aad7cd2`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_workflowcontenttype")]
pub struct WagtailcoreWorkflowcontenttype {
    #[model(primary_key, auto)]
    pub content_type_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreWorkflow, index)]
    pub workflow_id: i64,
}

// the reference in `page_id` to `wagtailcore_page` is left out: the database fills the column
// the index over `workflow_id` is named `wagtailcore_workflowpage_workflow_id_56f56ff6`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_workflowpage")]
pub struct WagtailcoreWorkflowpage {
    #[model(primary_key, auto)]
    pub page_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreWorkflow, index)]
    pub workflow_id: i64,
}

// the index `unique_in_progress_workflow` has no place in a model
// the index over `base_content_type_id` is named `wagtailcore_workflowstate_base_content_type_id_a30dc576`
// the index over `content_type_id` is named `wagtailcore_workflowstate_content_type_id_2bb78ce1`
// the index over `requested_by_id` is named `wagtailcore_workflowstate_requested_by_id_4090bca3`
// the index over `workflow_id` is named `wagtailcore_workflowstate_workflow_id_1f18378f`
// the index over `base_content_type_id`, `object_id` is named `workflowstate_base_ct_id_idx`
// the index over `content_type_id`, `object_id` is named `workflowstate_ct_id_idx`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailcore_workflowstate",
    has_many(wagtailcore_taskstates: WagtailcoreTaskstate.workflow_state_id),
    index(base_content_type_id, object_id),
    index(content_type_id, object_id),
)]
pub struct WagtailcoreWorkflowstate {
    #[model(primary_key, auto)]
    pub id: i64,
    pub status: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created_at: NaiveDateTime,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreTaskstate, unique)]
    pub current_task_state_id: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub requested_by_id: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreWorkflow, index)]
    pub workflow_id: i64,
    pub object_id: String,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub base_content_type_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = DjangoContentType, index)]
    pub content_type_id: i64,
}

// the index over `task_id` is named `wagtailcore_workflowtask_task_id_ce7716fe`
// the index over `workflow_id` is named `wagtailcore_workflowtask_workflow_id_b9717175`
// the index `wagtailcore_workflowtask_workflow_id_task_id_4ec7a62b_uniq` has no place in a model
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailcore_workflowtask")]
pub struct WagtailcoreWorkflowtask {
    #[model(primary_key, auto)]
    pub id: i64,
    pub sort_order: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreTask, index)]
    pub task_id: i64,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreWorkflow, index)]
    pub workflow_id: i64,
}

// the index over `collection_id` is named `wagtaildocs_document_collection_id_23881625`
// the index over `uploaded_by_user_id` is named `wagtaildocs_document_uploaded_by_user_id_17258b41`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtaildocs_document", check(rule = "\"file_size\" >= 0"))]
pub struct WagtaildocsDocument {
    #[model(primary_key, auto)]
    pub id: i64,
    pub title: String,
    pub file: String,
    // the column is `DATETIME`, where a model says `TEXT`
    pub created_at: NaiveDateTime,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub uploaded_by_user_id: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreCollection, index)]
    pub collection_id: i64,
    pub file_hash: String,
    pub file_size: Option<i64>,
}

// the index over `collection_id` is named `wagtailimages_image_collection_id_c2f8af7e`
// the index over `created_at` is named `wagtailimages_image_created_at_86fa6cd4`
// the index over `file_hash` is named `wagtailimages_image_file_hash_fb5bbb23`
// the index over `uploaded_by_user_id` is named `wagtailimages_image_uploaded_by_user_id_5d73dc75`
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "wagtailimages_image",
    has_many(wagtailimages_renditions: WagtailimagesRendition.image_id),
    check(rule = "\"focal_point_x\" >= 0"),
    check(rule_2 = "\"focal_point_y\" >= 0"),
    check(rule_3 = "\"focal_point_width\" >= 0"),
    check(rule_4 = "\"focal_point_height\" >= 0"),
    check(rule_5 = "\"file_size\" >= 0"),
)]
pub struct WagtailimagesImage {
    #[model(primary_key, auto)]
    pub id: i64,
    pub title: String,
    pub file: String,
    pub width: i64,
    pub height: i64,
    // the column is `DATETIME`, where a model says `TEXT`
    #[model(index)]
    pub created_at: NaiveDateTime,
    pub focal_point_x: Option<i64>,
    pub focal_point_y: Option<i64>,
    pub focal_point_width: Option<i64>,
    pub focal_point_height: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = AuthUser, index)]
    pub uploaded_by_user_id: Option<i64>,
    pub file_size: Option<i64>,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailcoreCollection, index)]
    pub collection_id: i64,
    #[model(index)]
    pub file_hash: String,
    pub description: String,
}

// the index over `filter_spec` is named `wagtailimages_rendition_filter_spec_1cba3201`
// the index over `image_id` is named `wagtailimages_rendition_image_id_3e1fd774`
// the index `wagtailimages_rendition_image_id_filter_spec_focal_point_key_323c8fe0_uniq` has no place in a model
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wagtailimages_rendition")]
pub struct WagtailimagesRendition {
    #[model(primary_key, auto)]
    pub id: i64,
    pub width: i64,
    pub height: i64,
    pub focal_point_key: String,
    #[model(index)]
    pub filter_spec: String,
    // the reference may be checked at the end of a transaction
    #[model(references = WagtailimagesImage, index)]
    pub image_id: i64,
    pub file: String,
}
