//! Who is told of which deadlines: the person whom a record names, or else those whom the organisation charged with
//! information security (UR 30).

use std::collections::{BTreeMap, BTreeSet};

use lettre::Address;
use talap_access::Service;
use talap_model::time::parse_date;
use talap_model::{OrganisationId, RecordKey, RegisterKey};
use talap_register::DueAsked;
use talap_store::Record;
use talap_web::due::DueLine;
use time::{Date, Duration};

use crate::app::App;
use crate::failure::Failure;

/// The register of people, and the fields of it that say who is told what.
const PEOPLE: &str = "people";
/// How far back what is late is told of one by one, in days; of what is older only how much there is.
const BEHIND: i64 = 365;
/// How far ahead what falls due is told of, in days.
const AHEAD: i64 = 30;
/// How many deadlines are read at once.
const PART: u64 = 1000;
/// How many are read at most: beyond, no letter helps.
const MOST: usize = 100_000;

/// What one person is told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Digest {
    /// Where it is sent.
    pub(crate) to: Address,
    /// What has passed.
    pub(crate) late: Vec<DueLine>,
    /// How much passed so long ago that it is not told of one by one.
    pub(crate) older: usize,
    /// What falls due until Sunday.
    pub(crate) week: Vec<DueLine>,
    /// What falls due after that, within thirty days.
    pub(crate) month: Vec<DueLine>,
}

/// What is told today, and how many deadlines there is nobody to tell of.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) digests: Vec<Digest>,
    pub(crate) nobodys: usize,
}

/// Gathers what is late, due this week and due in thirty days.
pub(crate) async fn gather(app: &App, today: Date) -> Result<Told, Failure> {
    let caller = Service::Remind.caller();
    let to = today.saturating_add(Duration::days(AHEAD));
    let mut lines = Vec::new();
    // What is told by name comes first, what is only counted takes the room that is left.
    let oldest = today.saturating_sub(Duration::days(BEHIND));
    for (from, to) in [(oldest, to), (Date::MIN, oldest.saturating_sub(Duration::DAY))] {
        let mut offset = 0;
        while lines.len() < MOST {
            let asked = DueAsked { offset, ..DueAsked::between(from, to, PART) };
            let (due, total) = app.register.due(&caller, &asked).await?;
            offset += PART;
            lines.extend(due.iter().filter_map(|due| app.due_line(due, today)));
            if due.is_empty() || offset >= total {
                break;
            }
        }
    }
    if lines.is_empty() {
        return Ok(Told::default());
    }
    let people = app.register.records(&caller, &RegisterKey::new(PEOPLE)?).await?;
    Ok(share_out(lines, &People::of(&people, today), today))
}

/// Who can be written to.
#[derive(Default)]
struct People {
    by_key: BTreeMap<(OrganisationId, RecordKey), Address>,
    charged: BTreeMap<OrganisationId, Vec<Address>>,
}

impl People {
    /// Those with an address who have not left.
    fn of(records: &[Record], today: Date) -> Self {
        let mut people = Self::default();
        for record in records {
            let text = |field: &str| record.values.get(field).and_then(serde_json::Value::as_str);
            let left = text("left_on").and_then(parse_date).is_some_and(|day| day <= today);
            let Some(address) = text("email").and_then(|text| text.parse::<Address>().ok()).filter(|_| !left) else {
                continue;
            };
            let charged = record.values.get("is_responsible").and_then(serde_json::Value::as_bool) == Some(true);
            if charged || text("answers_for") == Some("is_officer") {
                people.charged.entry(record.organisation.clone()).or_default().push(address.clone());
            }
            people.by_key.insert((record.organisation.clone(), record.key.clone()), address);
        }
        people
    }

    /// Who is told of a deadline: whom it names, if they can be written to; else those charged with security.
    fn told_of(&self, line: &DueLine) -> &[Address] {
        let named = line.person.clone().and_then(|key| self.by_key.get(&(line.organisation.clone(), key)));
        match named {
            Some(address) => std::slice::from_ref(address),
            None => self.charged.get(&line.organisation).map_or(&[], Vec::as_slice),
        }
    }
}

/// A person who stands in the registers of several organisations gets one letter: they are told by their address.
fn share_out(lines: Vec<DueLine>, people: &People, today: Date) -> Told {
    let mut told = Told::default();
    let mut by_address: BTreeMap<String, Digest> = BTreeMap::new();
    let sunday = i64::from(7 - today.weekday().number_from_monday());
    let sunday = today.saturating_add(Duration::days(sunday));
    let oldest = today.saturating_sub(Duration::days(BEHIND));
    for line in lines {
        let addresses = people.told_of(&line);
        told.nobodys += usize::from(addresses.is_empty());
        let mut asked = BTreeSet::new();
        for address in addresses {
            // Whoever is charged twice is told once.
            let known = address.to_string().to_lowercase();
            if !asked.insert(known.clone()) {
                continue;
            }
            let digest = by_address.entry(known).or_insert_with(|| Digest {
                to: address.clone(),
                late: Vec::new(),
                older: 0,
                week: Vec::new(),
                month: Vec::new(),
            });
            let part = match line.day {
                day if day < oldest => {
                    digest.older += 1;
                    continue;
                }
                day if day < today => &mut digest.late,
                day if day <= sunday => &mut digest.week,
                _ => &mut digest.month,
            };
            part.push(line.clone());
        }
    }
    told.digests = by_address.into_values().collect();
    told
}

#[cfg(test)]
pub(super) fn sample(day: &str, person: Option<&str>) -> DueLine {
    use talap_model::Localized;
    let words = |kk: &str, ru: &str, en: &str| Localized { kk: kk.into(), ru: ru.into(), en: en.into() };
    DueLine {
        day: parse_date(day).unwrap(),
        do_by: None,
        late: false,
        title: words("Құжаттар", "Документы", "Documents"),
        label: words("Қайта қарау", "Пересмотр", "Revision"),
        clause: Some(talap_model::ClauseId::new("39.2").unwrap()),
        what: words("№ 12", "№ 12", "№ 12"),
        path: "/registers/documents/mine/12".into(),
        organisation: OrganisationId::new("mine").unwrap(),
        person: person.map(|key| RecordKey::new(key).unwrap()),
        deadline: "revision".into(),
        record: "0198c0de-0000-7000-8000-000000000001".parse().unwrap(),
        changed: talap_model::Timestamp::from_micros(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use talap_model::{RecordId, Timestamp};

    fn person(organisation: &str, key: &str, values: serde_json::Value) -> Record {
        let id: RecordId = "0198c0de-0000-7000-8000-000000000002".parse().unwrap();
        Record {
            id,
            register: RegisterKey::new(PEOPLE).unwrap(),
            organisation: OrganisationId::new(organisation).unwrap(),
            key: RecordKey::new(key).unwrap(),
            values: serde_json::from_value(values).unwrap(),
            version: 1,
            created_at: Timestamp::from_micros(0),
            changed_at: Timestamp::from_micros(0),
            voided: false,
        }
    }

    fn told(lines: Vec<DueLine>) -> (Vec<(String, [usize; 3])>, usize) {
        let today = parse_date("2026-11-26").unwrap();
        let people = [
            person("mine", "1", json!({ "email": "one@x.kz" })),
            person("mine", "2", json!({ "email": "Two@x.kz", "left_on": "2026-11-26" })),
            person(
                "mine",
                "3",
                json!({ "email": "officer@x.kz", "is_responsible": true, "answers_for": "is_officer" }),
            ),
            person("mine", "4", json!({ "is_responsible": true })),
            person("mine", "5", json!({ "email": "no address", "is_responsible": true })),
            person("other", "1", json!({ "email": "ONE@x.kz" })),
        ];
        let told = share_out(lines, &People::of(&people, today), today);
        let brief = |it: &Digest| (it.to.to_string(), [it.late.len(), it.week.len(), it.month.len()]);
        (told.digests.iter().map(brief).collect(), told.nobodys)
    }

    #[test]
    fn whom_a_record_names_is_told_by_how_near_the_day_is() {
        // 26 November 2026 is a Thursday.
        let days = ["2026-11-25", "2026-11-26", "2026-11-29", "2026-11-30", "2026-12-26"];
        let lines = days.map(|day| sample(day, Some("1"))).into();
        assert_eq!(told(lines), (vec![("one@x.kz".into(), [1, 2, 2])], 0));
    }

    #[test]
    fn what_is_late_for_years_is_counted() {
        let today = parse_date("2026-11-26").unwrap();
        let people = People::of(&[person("mine", "1", json!({ "email": "one@x.kz" }))], today);
        let lines = ["2020-01-01", "2025-11-25", "2025-11-26"].map(|day| sample(day, Some("1"))).into();
        let told = share_out(lines, &people, today);
        assert_eq!((told.digests[0].older, told.digests[0].late.len()), (2, 1));
    }

    #[test]
    fn what_names_nobody_or_who_has_left_is_told_to_those_charged_with_security() {
        let lines = vec![sample("2026-11-26", None), sample("2026-11-26", Some("2")), sample("2026-11-26", Some("9"))];
        assert_eq!(told(lines), (vec![("officer@x.kz".into(), [0, 3, 0])], 0));
    }

    #[test]
    fn a_person_of_two_organisations_gets_one_letter() {
        let other = DueLine { organisation: OrganisationId::new("other").unwrap(), ..sample("2026-11-27", Some("1")) };
        let (digests, _) = told(vec![sample("2026-11-27", Some("1")), other]);
        assert_eq!(digests.len(), 1);
        assert_eq!(digests[0].1, [0, 2, 0]);
    }

    #[test]
    fn what_nobody_can_be_told_of_is_counted() {
        let other = DueLine { organisation: OrganisationId::new("third").unwrap(), ..sample("2026-11-27", None) };
        assert_eq!(told(vec![other]), (Vec::new(), 1));
    }
}
