//! What stands in the cells.

use talap_decree::catalog::{Abbreviation, Act, ActKind, Bearing, Place, Reference, ReferenceRole, Target};
use talap_decree::{Catalog, Clause, Form, Parameter, Reason, Section, Statement};
use talap_locale::{Words, write};
use talap_model::{InvalidId, Language, Localized, Message, ObjectKind, SubjectKind, Timestamp};

use crate::oscal::name;
use crate::reach::Reach;

/// Says what stands in the cells of a catalogue's workbook, in one language where the catalogue has only keys.
pub(super) struct Rows<'a> {
    words: &'a Words,
    language: Language,
    catalog: &'a Catalog,
    reach: Reach,
}

impl<'a> Rows<'a> {
    pub(super) fn new(words: &'a Words, language: Language, catalog: &'a Catalog) -> Result<Self, InvalidId> {
        Ok(Self { words, language, catalog, reach: Reach::of_all(catalog)? })
    }

    fn text(&self, key: &str) -> String {
        self.words.text(self.language, key)
    }

    fn say(&self, message: &Message) -> String {
        self.words.say(self.language, message)
    }

    /// A row for each statement, and for each clause without any.
    pub(super) fn catalog(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for section in &self.catalog.sections {
            for clause in &section.clauses {
                rows.extend(clause.statements.iter().map(|statement| self.statement(section, clause, statement)));
                if clause.statements.is_empty() {
                    rows.push(self.bare(section, clause));
                }
            }
        }
        rows
    }

    fn statement(&self, section: &Section, clause: &Clause, statement: &Statement) -> Vec<String> {
        let form = statement.form.as_ref();
        let mut row = vec![
            clause.id.to_string(),
            name::section_number(section),
            statement.key.to_string(),
            self.text(&format!("web-statement-{}", statement.kind.key())),
            self.text(&format!("mode-{}", statement.mode.key())),
            statement.subject.map(|subject| self.subject(subject)).unwrap_or_default(),
            self.bound(statement),
            statement.role().map(|role| self.role(role)).unwrap_or_default(),
        ];
        row.extend(in_order(&statement.title));
        row.extend(in_order(&statement.text));
        row.extend([
            lines(statement.parameters.iter().map(|(name, parameter)| self.parameter(name, parameter))),
            form.map(|form| form.evidence.get(self.language).to_owned()).unwrap_or_default(),
            form.map(|form| self.holds(form)).unwrap_or_default(),
        ]);
        row.extend(self.of_clause(clause));
        row
    }

    /// A lead-in line, or an element of a duty that is stated elsewhere.
    fn bare(&self, section: &Section, clause: &Clause) -> Vec<String> {
        let kind = match &clause.bearing {
            Bearing::StatedIn(key) => {
                let stated = self.catalog.statement(key).map(|statement| statement.clause.to_string());
                let message = Message::new("report-book-stated-in").with("clause", stated.unwrap_or_default());
                self.say(&message)
            }
            Bearing::LeadIn | Bearing::Own => self.text("report-book-lead-in"),
        };
        let mode = self.text(&format!("mode-{}", clause.mode().key()));
        let empty = String::new;
        let mut row = vec![clause.id.to_string(), name::section_number(section), empty(), kind, mode];
        row.extend([empty(), empty(), empty()]);
        row.extend(in_order(&clause.title));
        row.extend(std::iter::repeat_with(empty).take(6));
        row.extend(self.of_clause(clause));
        row
    }

    /// What a clause's statements share: what it cites, what amended it, and how the languages differ.
    fn of_clause(&self, clause: &Clause) -> [String; 3] {
        let amendments = self.catalog.amendments(&clause.id);
        [
            lines(clause.references.iter().map(|reference| self.reference(reference))),
            lines(amendments.into_iter().map(|amended| self.say(&amended.explain()))),
            clause.discrepancy.as_ref().map(|words| words.get(self.language).to_owned()).unwrap_or_default(),
        ]
    }

    fn subject(&self, subject: SubjectKind) -> String {
        self.text(match subject {
            SubjectKind::Organisation => "report-organisation",
            SubjectKind::Object => "report-object",
        })
    }

    fn role(&self, key: &str) -> String {
        self.catalog.role(key).map_or_else(|| key.to_owned(), |role| role.label.get(self.language).to_owned())
    }

    /// The conditions with a name, the kinds of object where they matter, and the traits that are asked for beside them.
    fn bound(&self, statement: &Statement) -> String {
        if statement.subject.is_none() {
            return String::new();
        }
        if statement.binds.is_everyone() {
            return self.text("report-book-everyone");
        }
        let mut said = Vec::new();
        let mut traits = Vec::new();
        for reason in self.reach.conditions(statement) {
            match reason {
                Reason::Named { condition, .. } => said.push(condition.label.get(self.language).to_owned()),
                Reason::Trait { condition, .. } => {
                    let label = condition.definition().label.as_ref().map(|label| label.get(self.language).to_owned());
                    traits.extend(label.filter(|label| !traits.contains(label)));
                }
            }
        }
        if !traits.is_empty() {
            said.push(self.say(&Message::new("report-book-depends").with("traits", traits.join("; "))));
        }
        if statement.subject == Some(SubjectKind::Object) {
            let kinds: Vec<_> = self.reach.kinds(statement).map(|kind| self.kind(kind)).collect();
            if kinds.len() < ObjectKind::ALL.len() {
                said.push(self.say(&Message::new("report-book-kinds").with("kinds", kinds.join("; "))));
            }
        }
        lines(said)
    }

    fn kind(&self, kind: ObjectKind) -> String {
        self.text(&format!("object-kind-{}", kind.key().replace('_', "-")))
    }

    fn parameter(&self, name: &str, parameter: &Parameter) -> String {
        let amount = self.amount(parameter);
        let message = if parameter.ours {
            Message::new("report-book-own-parameter")
        } else {
            Message::new("report-book-parameter")
        };
        self.say(&message.with("name", name).with("amount", amount))
    }

    fn amount(&self, parameter: &Parameter) -> String {
        let key = format!("web-unit-{}", parameter.unit.key());
        if self.words.knows(&key) {
            return self.say(&Message::new(key).with("n", parameter.value));
        }
        format!("{} {}", write::number(self.language, parameter.value), parameter.unit.key())
    }

    fn holds(&self, form: &Form) -> String {
        let amount = self.amount(&form.holds);
        match &form.basis {
            Some(clause) => {
                let message = Message::new("report-book-holds-by").with("clause", clause.as_str());
                self.say(&message.with("amount", amount))
            }
            None => amount,
        }
    }

    fn reference(&self, reference: &Reference) -> String {
        let role = self.text(match reference.role {
            ReferenceRole::Follows => "report-book-follows",
            ReferenceRole::Defines => "report-book-defines",
            ReferenceRole::Excepts => "report-book-excepts",
            ReferenceRole::ApprovedUnder => "report-book-approved-under",
        });
        let cited = match &reference.target {
            Target::Clause(clause) => self.say(&Message::new("report-book-clause").with("clause", clause.as_str())),
            Target::Act(key, place) => self.cited(key, place),
        };
        format!("{role}: {cited}")
    }

    fn cited(&self, key: &str, place: &Place) -> String {
        let title = self.catalog.act(key).map_or(key, |act| act.title.get(self.language));
        let mut parts = vec![title.to_owned()];
        let places = [
            (Message::new("report-book-article"), &place.article),
            (Message::new("report-book-point"), &place.point),
            (Message::new("report-book-subparagraph"), &place.subparagraph),
        ];
        for (message, number) in places {
            parts.extend(number.as_ref().map(|number| self.say(&message.with("number", number.as_str()))));
        }
        parts.join(", ")
    }

    /// A row for each term.
    pub(super) fn glossary(&self) -> Vec<Vec<String>> {
        let none = Abbreviation::default();
        let rows = self.catalog.glossary.iter().map(|term| {
            let mut row = vec![term.key.clone()];
            row.extend(in_order(&term.term));
            row.extend(known(term.abbreviation.as_ref().unwrap_or(&none)));
            row.push(lines(term.variants.iter().cloned()));
            let code = term.digital_code.as_ref();
            row.extend(known(code.map_or(&none, |code| &code.name)));
            row.push(code.map(|code| self.verified(code.unverified)).unwrap_or_default());
            row
        });
        rows.collect()
    }

    /// A row for each act.
    pub(super) fn acts(&self) -> Vec<Vec<String>> {
        self.catalog.acts.iter().map(|act| self.act(act)).collect()
    }

    fn act(&self, act: &Act) -> Vec<String> {
        let kind = self.text(match act.kind {
            ActKind::Code => "report-act-code",
            ActKind::Law => "report-act-law",
            ActKind::GovernmentDecree => "report-act-government-decree",
            ActKind::Rules => "report-act-rules",
            ActKind::Requirements => "report-act-requirements",
            ActKind::Standard => "report-act-standard",
            ActKind::Legislation => "report-act-legislation",
        });
        let date = act.date.map(|date| write::date(self.language, date)).unwrap_or_default();
        let mut row = vec![act.key.clone(), kind, act.number.clone().unwrap_or_default(), date];
        row.extend(in_order(&act.title));
        row.push(self.verified(act.unverified));
        row
    }

    fn verified(&self, unverified: bool) -> String {
        self.text(if unverified { "report-book-unverified" } else { "report-book-verified-yes" })
    }

    /// What the workbook is, and what is wanted of its reader.
    pub(super) fn about(&self, made_at: Timestamp) -> Vec<Vec<String>> {
        let redaction = self.catalog.recorded.redaction.map(|day| write::date(self.language, day));
        let stats = self.catalog.stats();
        let count = |count: usize| count.to_string();
        let row = |key: &str, said: String| vec![self.text(key), said];
        vec![
            row("report-book-title", self.text("report-basis")),
            row("report-book-how", self.text("report-book-how-said")),
            row("report-book-decides", self.text("report-book-decides-said")),
            row("report-book-redaction", redaction.unwrap_or_else(|| self.text("report-book-no-redaction"))),
            row("report-book-clauses", count(stats.clauses)),
            row("report-book-statements", count(stats.statements)),
            row("report-catalog", self.catalog.fingerprint().to_owned()),
            row("report-book-made", write::date(self.language, made_at.day())),
        ]
    }
}

fn in_order(words: &Localized) -> [String; 3] {
    Language::ALL.map(|language| words.get(language).to_owned())
}

fn known(words: &Abbreviation) -> [String; 3] {
    [&words.kk, &words.ru, &words.en].map(|word| word.clone().unwrap_or_default())
}

fn lines(texts: impl IntoIterator<Item = String>) -> String {
    texts.into_iter().collect::<Vec<_>>().join("\n")
}
