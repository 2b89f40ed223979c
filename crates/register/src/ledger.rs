//! The ledger as the place where changes are proved.

use async_trait::async_trait;
use talap_ledger::Ledger;
use talap_model::{Caller, NewEvent};

use crate::journal::{AppendFailed, EventLog};

#[async_trait]
impl EventLog for Ledger {
    async fn append(&self, caller: &Caller, events: Vec<NewEvent>) -> Result<u64, AppendFailed> {
        let receipt = Self::append(self, caller, events).await.map_err(|error| AppendFailed::from_error(&error))?;
        Ok(receipt.first_seq)
    }
}
