//! Every change of every record, in the order in which they were committed.
#![allow(unreachable_pub, reason = "SeaORM's derive writes `pub`")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "changes")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub position: i64,
    pub id: String,
    pub record: String,
    pub register: String,
    pub organisation: String,
    pub record_key: String,
    pub version: i64,
    pub made_at: i64,
    pub made_by: String,
    pub kind: String,
    pub before_data: Option<String>,
    pub after_data: String,
    pub salts: String,
    pub commitments: String,
    pub ledger_seq: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
