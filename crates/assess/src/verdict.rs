//! The assessment: every statement that binds, for every organisation and object, judged from facts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use futures::{StreamExt, stream};
use talap_decree::applicability::{Applicability, Profile};
use talap_decree::catalog::{Catalog, Mode, Statement};
use talap_model::{
    Caller, Clock, Entropy, Explain, Forbidden, Message, Object, ObjectId, Organisation, OrganisationId, RecordId,
    Right, Scope, Status, Subject, SubjectKind, Timestamp,
};
use talap_store::{Assessment, SaveError, Store, Verdict};
use time::{Date, UtcOffset};

use crate::attestation::Attestations;
use crate::checks::{Checks, ChecksError};
use crate::facts::Facts;
use crate::parameters::{Bindings, LINE};
use crate::reason;
use crate::row::CheckRow;
use crate::session::{JsonRow, QueryError, Session, to_json};

/// Whom an assessment is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Everyone that the caller may see.
    All,
    /// One organisation and its objects.
    Organisation(OrganisationId),
    /// One object.
    Object(ObjectId),
}

/// The organisations and objects that there are.
#[derive(Debug, Clone, Default)]
pub struct Population {
    /// Organisations.
    pub organisations: Vec<Organisation>,
    /// Objects of those organisations.
    pub objects: Vec<Object>,
}

/// What an assessment found.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The assessment as it was kept.
    pub assessment: Assessment,
    /// A verdict for each statement and subject, those that do not apply included.
    pub verdicts: Vec<Verdict>,
}

/// An assessment could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// The caller may not assess.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The facts cannot be read.
    #[error(transparent)]
    Facts(#[from] QueryError),
    /// The results cannot be kept.
    #[error("the verdicts cannot be kept")]
    Save(#[source] SaveError),
}

impl Explain for AssessError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(error) => error.explain(),
            Self::Facts(error) => error.explain(),
            Self::Save(error) => error.explain(),
        }
    }
}

/// Judges statements.
pub struct Assessor {
    facts: Facts,
    catalog: Arc<Catalog>,
    checks: Checks,
    store: Store,
    judge: Caller,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    offset: UtcOffset,
}

/// What a check returned for each subject and, where it answers many statements, each line; or why it could not be run.
type Answers = Result<Rows, Message>;
type Rows = HashMap<(Subject, Option<String>), CheckRow>;

impl Assessor {
    /// An assessor over these facts. It judges as `judge`, a service that sees all of them: who asks decides whom an
    /// assessment is about, never what is known, or a failed verification outside somebody's reach would be hidden.
    ///
    /// # Errors
    ///
    /// [`ChecksError::Missing`] when the catalogue names a check that does not exist.
    pub fn new(
        facts: Facts,
        catalog: Arc<Catalog>,
        checks: Checks,
        store: Store,
        judge: Caller,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, ChecksError> {
        let missing = catalog
            .statements()
            .filter_map(|statement| statement.check.as_deref())
            .find(|name| checks.get(name).is_none());
        match missing {
            Some(name) => Err(ChecksError::Missing { name: name.to_owned() }),
            None => Ok(Self { facts, catalog, checks, store, judge, clock, entropy, offset: UtcOffset::UTC }),
        }
    }

    /// The same, with days as they are counted at this offset from UTC: what people date today is not in the future.
    #[must_use]
    pub fn counting_days_at(mut self, offset: UtcOffset) -> Self {
        self.offset = offset;
        self
    }

    fn today(&self, now: Timestamp) -> Date {
        now.to_offset().to_offset(self.offset).date()
    }

    /// The facts that this assessor judges from.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Assesses what is selected and keeps the results, those of statements that do not apply excepted: they follow from
    /// the catalogue and the traits at any time.
    ///
    /// # Errors
    ///
    /// [`AssessError`]; a single check that fails makes its statements `unknown` and stops nothing.
    pub async fn assess(
        &self,
        caller: &Caller,
        population: &Population,
        selection: &Selection,
    ) -> Result<Outcome, AssessError> {
        caller.require(Right::Assess)?;
        let started = self.clock.now();
        let session = self.facts.session(&self.judge, None).await?;
        let attestations = Attestations::read(&session).await?;
        let answers = self.answers(Arc::new(session), started).await;
        let judge = Judge { catalog: &self.catalog, attestations, today: self.today(started), answers };
        let mut verdicts = Vec::new();
        for organisation in population.organisations.iter().filter(|organisation| caller.reaches(&organisation.id)) {
            let wanted = match selection {
                Selection::All => true,
                Selection::Organisation(id) => *id == organisation.id,
                Selection::Object(_) => false,
            };
            if wanted {
                let subject = Subject { kind: SubjectKind::Organisation, id: organisation.id.to_string() };
                judge.judge_all(organisation, None, &subject, &mut verdicts);
            }
            for object in population.objects.iter().filter(|object| object.organisation == organisation.id) {
                if wanted || *selection == Selection::Object(object.id.clone()) {
                    let subject = Subject { kind: SubjectKind::Object, id: object.id.to_string() };
                    judge.judge_all(organisation, Some(object), &subject, &mut verdicts);
                }
            }
        }
        let duration = self.clock.now().micros().saturating_sub(started.micros());
        let assessment = Assessment {
            id: RecordId::generate(started, self.entropy.as_ref()),
            at: started,
            by: caller.identity().to_string(),
            catalog: self.catalog.fingerprint().to_owned(),
            duration_micros: u64::try_from(duration).unwrap_or_default(),
            whole: *selection == Selection::All && *caller.scope() == Scope::All,
        };
        let kept: Vec<Verdict> =
            verdicts.iter().filter(|verdict| verdict.status != Status::NotApplicable).cloned().collect();
        self.store.save_assessment(caller, &assessment, &kept).await.map_err(AssessError::Save)?;
        Ok(Outcome { assessment, verdicts })
    }

    /// The statements that do not apply to an object, or to an organisation itself, each with why: what an assessment does
    /// not keep, since it follows from the catalogue and the traits.
    pub fn not_applicable(&self, organisation: &Organisation, object: Option<&Object>) -> Vec<Verdict> {
        let subject = match object {
            Some(object) => Subject { kind: SubjectKind::Object, id: object.id.to_string() },
            None => Subject { kind: SubjectKind::Organisation, id: organisation.id.to_string() },
        };
        let mut excuses = Excuses::of(Profile::new(organisation, object, &self.catalog));
        let asked = self.catalog.statements().filter(|statement| statement.subject == Some(subject.kind));
        let excused = asked.filter_map(|statement| {
            let finding = excuses.find(statement).filter(|finding| finding.status == Status::NotApplicable)?;
            Some(verdict(statement, organisation, &subject, finding))
        });
        excused.collect()
    }

    /// Runs each check once for each set of parameters that it has in the catalogue, as many at a time as there are
    /// processors: most are too small to be worth dividing.
    async fn answers(&self, session: Arc<Session>, now: Timestamp) -> BTreeMap<Question, Answers> {
        let statements = self.catalog.statements();
        let questions: BTreeMap<Question, Bindings> = statements
            .filter_map(|statement| {
                Some((Question::of(statement)?, Bindings::new(now, self.today(now), &statement.parameters)))
            })
            .collect();
        let runs = questions.into_iter().map(|(question, bindings)| {
            let (session, sql) =
                (Arc::clone(&session), self.checks.get(&question.check).unwrap_or_default().to_owned());
            let run = tokio::spawn(async move { run(&session, &sql, &bindings).await });
            async move {
                let answers = match run.await {
                    Ok(answers) => answers.map_err(|error| error.explain()),
                    Err(error) => Err(Message::new("assess-query-failed").with("cause", error.to_string())),
                };
                (question, answers)
            }
        });
        stream::iter(runs).buffer_unordered(AT_A_TIME).collect().await
    }
}

/// How many checks are under way at once.
const AT_A_TIME: usize = 4;

/// A check with its parameters: statements that share both share the answers, of which each has its line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Question {
    check: String,
    parameters: String,
}

impl Question {
    fn of(statement: &Statement) -> Option<Self> {
        let shared: BTreeMap<_, _> = statement.parameters.iter().filter(|(name, _)| *name != LINE).collect();
        Some(Self { check: statement.check.clone()?, parameters: format!("{shared:?}") })
    }
}

/// Which of a check's answers is the statement's, where it gives many.
fn line_of(statement: &Statement) -> Option<String> {
    statement.parameters.get(LINE).map(|parameter| parameter.value.to_string())
}

async fn run(session: &Session, sql: &str, bindings: &Bindings) -> Result<Rows, CheckError> {
    let batches = session.run(bindings.bind(Session::parse(sql)?)?).await?;
    let mut rows = HashMap::new();
    for row in to_json(&batches)? {
        let row = CheckRow::parse(row)?;
        rows.insert((row.subject.clone(), row.line.clone()), row);
    }
    Ok(rows)
}

/// One assessment under way.
struct Judge<'a> {
    catalog: &'a Catalog,
    attestations: Attestations,
    today: Date,
    answers: BTreeMap<Question, Answers>,
}

/// A status with its reason, before it is put beside its statement.
#[derive(Clone)]
struct Finding {
    status: Status,
    reason_key: String,
    reason_args: JsonRow,
    evidence: Vec<String>,
}

impl Finding {
    fn unknown(reason_key: &str, reason_args: JsonRow) -> Self {
        Self::bare(Status::Unknown, reason_key, reason_args)
    }

    fn bare(status: Status, reason_key: &str, reason_args: JsonRow) -> Self {
        Self { status, reason_key: reason_key.to_owned(), reason_args, evidence: Vec::new() }
    }
}

/// Why statements do not bind one subject, or why nobody knows whether they do. Hundreds of statements share a few dozen
/// bindings, so that each is put into words once.
struct Excuses {
    profile: Profile,
    known: HashMap<usize, Option<Finding>>,
}

impl Excuses {
    fn of(profile: Profile) -> Self {
        Self { profile, known: HashMap::new() }
    }

    /// None where the statement binds.
    fn find(&mut self, statement: &Statement) -> Option<Finding> {
        let binding = &statement.binds;
        let found = || match binding.applicability(&self.profile) {
            Applicability::Binds(_) => None,
            Applicability::DoesNotBind(reasons) => {
                Some(Finding::bare(Status::NotApplicable, "assess-does-not-bind", reason::conditions(&reasons)))
            }
            Applicability::NotKnown(reasons) => {
                Some(Finding::unknown("assess-applicability-unknown", reason::conditions(&reasons)))
            }
        };
        self.known.entry(binding.place()).or_insert_with(found).clone()
    }
}

fn verdict(statement: &Statement, organisation: &Organisation, subject: &Subject, finding: Finding) -> Verdict {
    Verdict {
        statement: statement.key.clone(),
        clause: statement.clause.clone(),
        organisation: organisation.id.clone(),
        subject: subject.clone(),
        status: finding.status,
        mode: statement.mode.key().to_owned(),
        reason_key: finding.reason_key,
        reason_args: finding.reason_args.into(),
        evidence: finding.evidence,
    }
}

impl From<CheckRow> for Finding {
    fn from(row: CheckRow) -> Self {
        Self { status: row.status, reason_key: row.reason_key, reason_args: row.reason_args, evidence: row.evidence }
    }
}

impl Judge<'_> {
    fn judge_all(
        &self,
        organisation: &Organisation,
        object: Option<&Object>,
        subject: &Subject,
        verdicts: &mut Vec<Verdict>,
    ) {
        let mut excuses = Excuses::of(Profile::new(organisation, object, self.catalog));
        for statement in self.catalog.statements().filter(|statement| statement.subject == Some(subject.kind)) {
            let finding = excuses.find(statement).unwrap_or_else(|| self.find(statement, subject));
            verdicts.push(verdict(statement, organisation, subject, finding));
        }
    }

    /// A check's answer decides; where it has none, and a person may state the matter, their statement does.
    fn find(&self, statement: &Statement, subject: &Subject) -> Finding {
        match Question::of(statement).and_then(|question| self.answers.get_key_value(&question)) {
            Some((_, Ok(rows))) => {
                if let Some(row) = rows.get(&(subject.clone(), line_of(statement))) {
                    return row.clone().into();
                }
            }
            Some((question, Err(cause))) => {
                tracing::error!(check = question.check, %cause, "a check could not be run");
                let args = [
                    ("check".to_owned(), question.check.as_str().into()),
                    ("cause".to_owned(), cause.to_string().into()),
                ];
                return Finding::unknown("assess-check-failed", args.into_iter().collect());
            }
            None => {}
        }
        if statement.mode != Mode::Attested {
            return Finding::unknown("assess-no-facts", JsonRow::new());
        }
        match self.attestations.judge(statement, subject, self.today) {
            Some(row) => row.into(),
            None if statement.form.is_none() => Finding::unknown("assess-no-facts", JsonRow::new()),
            None => Finding::unknown("assess-attestation-missing", JsonRow::new()),
        }
    }
}

/// Why a check has no answers.
#[derive(Debug, thiserror::Error)]
enum CheckError {
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Row(#[from] crate::row::RowError),
}

impl Explain for CheckError {
    fn explain(&self) -> Message {
        match self {
            Self::Query(error) => error.explain(),
            Self::Row(error) => error.explain(),
        }
    }
}
