//! The modes of the catalogue's clauses, from the moment on at which they were first seen.
#![allow(unreachable_pub, reason = "SeaORM's derive writes `pub`")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "catalog_snapshots")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seen_at: i64,
    pub fingerprint: String,
    pub modes: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
