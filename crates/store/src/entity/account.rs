//! The accounts of people.
#![allow(unreachable_pub, reason = "SeaORM's derive writes `pub`")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name: String,
    pub display_name: String,
    pub password_hash: Option<String>,
    pub created_at: i64,
    pub created_by: String,
    pub blocked_at: Option<i64>,
    pub failures: i64,
    pub locked_until: Option<i64>,
    pub password_changed_at: Option<i64>,
    pub signed_in_at: Option<i64>,
    pub signed_in_from: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
