//! What an act of Talap's own says to somebody who has no site: the one who checks a proof of it elsewhere.

use std::sync::Arc;

use talap_decree::catalog::Catalog;
use talap_locale::Words;
use talap_model::{Language, NewEvent};
use talap_register::Definitions;
use time::UtcOffset;

use super::Teller;
use crate::tongue::Tongue;

/// The sentence of an act, with names as these data have them. None for an event of somebody else's, and for an act that these
/// words cannot tell.
pub fn told(
    words: Arc<Words>,
    language: Language,
    offset: UtcOffset,
    definitions: &Definitions,
    catalog: &Catalog,
    event: &NewEvent,
) -> Option<String> {
    Teller { definitions, catalog }.tell(&Tongue::new(words, language, offset), event)
}

#[cfg(test)]
mod tests {
    use talap_model::{ActKey, SourceKind};

    use super::*;
    use crate::site::ground;
    use crate::told::checking::event;

    #[test]
    fn whoever_has_no_site_is_told_the_same() {
        let catalog = Catalog::built_in().unwrap();
        let definitions = Definitions::built_in(&ground(&catalog)).unwrap();
        let words = Arc::new(Words::built_in().unwrap());
        let offset = UtcOffset::from_hms(5, 0, 0).unwrap();
        let say =
            |language, event: &NewEvent| told(Arc::clone(&words), language, offset, &definitions, &catalog, event);
        let verified = event(ActKey::LedgerVerified, &[("events", "7"), ("files", "2"), ("problems", "0")]);
        for (language, part) in [
            (Language::Kk, "Оқиғалар тізілімі тексерілді"),
            (Language::Ru, "Реестр событий проверен"),
            (Language::En, "The ledger was verified"),
        ] {
            let sentence = say(language, &verified).unwrap();
            assert!(sentence.starts_with(part), "{sentence}");
        }
        let of_others = NewEvent { kind: SourceKind::OperatingSystem, ..verified };
        assert_eq!(say(Language::En, &of_others), None);
    }
}
