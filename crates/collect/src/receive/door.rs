//! Whose a token is: asked of whoever keeps tokens, which is no business of receivers.

use std::sync::Arc;

use async_trait::async_trait;
use talap_model::{Language, Message};

use crate::source::Source;

/// Knows the tokens of sources, and the words of three languages.
#[async_trait]
pub trait Doorkeeper: Send + Sync + 'static {
    /// The source that a token was made for; none for a token that is unknown, revoked or over, or whose source is no
    /// longer registered.
    ///
    /// # Errors
    ///
    /// [`CannotTell`] when it could not be looked up.
    async fn admit(&self, token: &str) -> Result<Option<Arc<Source>>, CannotTell>;

    /// The sentence of a message in a language.
    fn say(&self, language: Language, message: &Message) -> String;
}

/// Whose a token is could not be looked up.
#[derive(Debug, thiserror::Error)]
#[error("the token could not be looked up")]
pub struct CannotTell {
    /// Why.
    #[source]
    pub cause: Box<dyn std::error::Error + Send + Sync>,
}
