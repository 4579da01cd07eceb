// The models of the cases about relations that may be absent, and about rows between.

use orm::Model;

#[derive(Model, Debug, Clone)]
#[model(has_many(posts: Post.author_id))]
pub struct Author {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(references = Author)]
    pub mentor_id: Option<i64>,
}

#[derive(Model, Debug, Clone)]
#[model(many_to_many(tags: Tag through PostTag))]
pub struct Post {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Author)]
    pub author_id: i64,
    #[model(references = Author)]
    pub editor_id: Option<i64>,
    pub title: String,
}

#[derive(Model, Debug, Clone)]
pub struct Tag {
    #[model(primary_key, auto)]
    pub id: i64,
    pub word: String,
}

#[derive(Model, Debug, Clone)]
#[model(primary_key(post_id, tag_id))]
pub struct PostTag {
    #[model(references = Post)]
    pub post_id: i64,
    #[model(references = Tag)]
    pub tag_id: i64,
    pub position: i32,
}
