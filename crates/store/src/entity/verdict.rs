//! What each assessment found, one row a statement and subject.
#![allow(unreachable_pub, reason = "SeaORM's derive writes `pub`")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "verdicts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub assessment: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub statement: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub clause: String,
    pub organisation: String,
    pub status: String,
    pub mode: String,
    pub reason_key: String,
    pub reason_args: String,
    pub evidence: String,
    pub assessed_at: i64,
    /// When it ceased to stand; none while it stands. Where an assessment holds all its verdicts itself, the moment it
    /// speaks of.
    pub until_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
