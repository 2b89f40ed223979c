//! Which assessments are of everyone.

use std::sync::Arc;

use talap_assess::{Assessor, Checks, Population, Selection};
use talap_decree::catalog::Catalog;
use talap_model::{Localized, Organisation, Right, TraitSet};

use crate::setting::{Setting, anyone, within};

#[tokio::test]
async fn an_assessment_is_whole_when_everyone_was_judged() {
    let setting = Setting::new().await;
    let catalog = Arc::new(Catalog::built_in().unwrap());
    let (facts, store) = (setting.facts.clone(), setting.store.clone());
    let (clock, entropy) = (setting.ticking.clone(), setting.ticking.clone());
    let assessor = Assessor::new(facts, catalog, Checks::built_in(), store, anyone(), clock, entropy).unwrap();
    let name = Localized { kk: "Қала".to_owned(), ru: "Кала".to_owned(), en: "Qala".to_owned() };
    let qala = Organisation { id: "qala".parse().unwrap(), name, traits: TraitSet::default() };
    let population = Population { organisations: vec![qala.clone()], objects: Vec::new() };
    let narrow = within(&Right::ALL, &["qala"]);
    let one = Selection::Organisation(qala.id);
    for (caller, selection, whole) in
        [(anyone(), Selection::All, true), (narrow, Selection::All, false), (anyone(), one, false)]
    {
        let outcome = assessor.assess(&caller, &population, &selection).await.unwrap();
        assert_eq!(outcome.assessment.whole, whole, "{selection:?}");
        let latest = setting.store.latest_whole_assessment(&anyone()).await.unwrap().unwrap();
        assert_eq!(latest.id == outcome.assessment.id, whole);
    }
}
