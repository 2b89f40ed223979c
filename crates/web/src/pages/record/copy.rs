//! A new record that begins with the values of another.

use std::collections::BTreeMap;

use talap_locale::write;
use talap_model::Message;
use talap_register::{Definition, Field, FieldKind};
use talap_store::Record;
use time::UtcOffset;

use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::record::find;
use crate::pages::record::inputs::text_of;
use crate::site::Site;
use crate::tongue::Tongue;

/// The form of a new record that begins with the values of this one.
pub(super) fn address(record: &Record) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("organisation", record.organisation.as_str()).append_pair("copy", record.key.as_str());
    format!("/registers/{}/new?{}", record.register, query.finish())
}

/// The values that the form begins with, and what it says of them.
pub(super) async fn begin(
    site: &Site,
    signed: &Signed,
    place: &(String, String, String),
) -> Result<(BTreeMap<String, String>, Option<Message>), Fault> {
    let (definition, record) = find(site, signed, place).await?;
    let values = taken_over(definition, &record, signed.t(), site.settings.offset);
    let note = Message::new("web-record-copied").with("name", write::harmless(record.key.as_str()));
    Ok((values, Some(note)))
}

/// What a new record takes over from another: all that people write, but for what is of one record alone and for files.
fn taken_over(definition: &Definition, record: &Record, t: &Tongue, offset: UtcOffset) -> BTreeMap<String, String> {
    let own = |field: &&Field| !definition.is_written(field) || field.unique || field.kind == FieldKind::File;
    let text = |field: &Field| Some((field.key.clone(), text_of(field, record.values.get(&field.key)?, t, offset)));
    definition.fields.iter().filter(|field| !own(field)).filter_map(text).collect()
}
