//! Assessments and their verdicts.

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use talap_model::{Caller, OrganisationId, RecordId, Right, StatementKey, Status, Subject, Timestamp};

use crate::commit::ROWS_AN_INSERT;
use crate::entity::{assessment, verdict};
use crate::fault::Fault;
use crate::rows::{assessment_from, assessment_row, count_from, status_from, verdict_from, verdict_row};
use crate::scope::within;
use crate::waiting::Transaction;
use crate::{Assessment, ReadError, SaveError, Store, StoreError, Verdict, VerdictCount, VerdictFilter};

impl Store {
    /// Keeps an assessment with all its verdicts, or nothing of it. Who made it is taken from the caller. An assessment of
    /// everyone stores only what changed since the one before: most verdicts stay as they are for months.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::Assess`] over every organisation in the verdicts, or when the database fails.
    pub async fn save_assessment(
        &self,
        caller: &Caller,
        assessment: &Assessment,
        verdicts: &[Verdict],
    ) -> Result<(), SaveError> {
        caller.require(Right::Assess)?;
        let mut last: Option<&OrganisationId> = None;
        for verdict in verdicts {
            if last != Some(&verdict.organisation) {
                caller.require_for(Right::Assess, &verdict.organisation)?;
                last = Some(&verdict.organisation);
            }
        }
        let by = caller.identity().to_string();
        Ok(self.insert_assessment(assessment, verdicts, &by).await.map_err(StoreError::from)?)
    }

    async fn insert_assessment(&self, assessment: &Assessment, verdicts: &[Verdict], by: &str) -> Result<(), Fault> {
        let transaction = self.begin().await?;
        // One that speaks of an earlier moment than the last cannot go on from it, so it holds its verdicts itself.
        let last = last_continuing(&transaction).await?;
        let continues = assessment.whole && last.is_none_or(|at| at < assessment.at.micros());
        let row = assessment_row(assessment, by, continues);
        assessment::Entity::insert(row).exec_without_returning(&transaction).await?;
        let mut rows = verdicts.iter().map(|verdict| verdict_row(verdict, assessment, continues)).collect::<Vec<_>>();
        if continues {
            rows = end_what_changed(&transaction, assessment, rows).await?;
        }
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some = rows.by_ref().take(ROWS_AN_INSERT).map(|row| row.into_active_model().reset_all());
            verdict::Entity::insert_many(some.collect::<Vec<_>>()).exec_without_returning(&transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Of the assessments of everyone, the one that speaks of the latest moment.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadVerdicts`], or when the database fails.
    pub async fn latest_whole_assessment(&self, caller: &Caller) -> Result<Option<Assessment>, ReadError> {
        self.whole_assessment_on(caller, Timestamp::from_micros(i64::MAX)).await
    }

    /// Of the assessments of everyone, the last that speaks of this moment or an earlier one.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadVerdicts`], or when the database fails.
    pub async fn whole_assessment_on(
        &self,
        caller: &Caller,
        moment: Timestamp,
    ) -> Result<Option<Assessment>, ReadError> {
        caller.require(Right::ReadVerdicts)?;
        let row = assessment::Entity::find()
            .filter(assessment::Column::Whole.eq(true))
            .filter(assessment::Column::MadeAt.lte(moment.micros()))
            .order_by_desc(assessment::Column::MadeAt)
            .order_by_desc(assessment::Column::Id)
            .one(&self.connection)
            .await
            .map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(row.map(assessment_from).transpose()?)
    }

    /// The verdicts of an assessment within the caller's reach, by organisation, statement and subject.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadVerdicts`], or when the database fails.
    pub async fn verdicts(
        &self,
        caller: &Caller,
        assessment: RecordId,
        filter: &VerdictFilter,
    ) -> Result<Vec<Verdict>, ReadError> {
        self.verdicts_part(caller, assessment, filter, 0, None).await
    }

    /// The same, without the first of them, so many at most.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadVerdicts`], or when the database fails.
    pub async fn verdicts_part(
        &self,
        caller: &Caller,
        assessment: RecordId,
        filter: &VerdictFilter,
        offset: u64,
        limit: Option<u64>,
    ) -> Result<Vec<Verdict>, ReadError> {
        caller.require(Right::ReadVerdicts)?;
        let rows = verdict::Entity::find()
            .filter(self.standing(assessment).await?)
            .filter(within(caller, verdict::Column::Organisation))
            .filter(matching(filter))
            .order_by_asc(verdict::Column::Organisation)
            .order_by_asc(verdict::Column::Statement)
            .order_by_asc(verdict::Column::SubjectKind)
            .order_by_asc(verdict::Column::Subject)
            .offset(limit.map(|_| offset))
            .limit(limit)
            .all(&self.connection)
            .await
            .map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(rows.into_iter().map(verdict_from).collect::<Result<_, _>>()?)
    }

    /// How many verdicts of an assessment [`Store::verdicts`] would give.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadVerdicts`], or when the database fails.
    pub async fn count_verdicts(
        &self,
        caller: &Caller,
        assessment: RecordId,
        filter: &VerdictFilter,
    ) -> Result<u64, ReadError> {
        caller.require(Right::ReadVerdicts)?;
        let query = verdict::Entity::find()
            .filter(self.standing(assessment).await?)
            .filter(within(caller, verdict::Column::Organisation))
            .filter(matching(filter));
        Ok(query.count(&self.connection).await.map_err(|error| StoreError::from(Fault::from(error)))?)
    }

    /// How many verdicts of an assessment within the caller's reach are alike, by organisation and subject.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadVerdicts`], or when the database fails.
    pub async fn verdict_counts(&self, caller: &Caller, assessment: RecordId) -> Result<Vec<VerdictCount>, ReadError> {
        use verdict::Column::{Assessment, Mode, Organisation, Status, Subject, SubjectKind};
        caller.require(Right::ReadVerdicts)?;
        let mut query = verdict::Entity::find()
            .select_only()
            .filter(self.standing(assessment).await?)
            .filter(within(caller, Organisation));
        for column in [Organisation, SubjectKind, Subject, Status, Mode] {
            query = query.column(column).group_by(column).order_by_asc(column);
        }
        let query = query.column_as(Assessment.count(), "alike");
        let rows: Vec<(String, String, String, String, String, i64)> =
            query.into_tuple().all(&self.connection).await.map_err(|error| StoreError::from(Fault::from(error)))?;
        let count = |(organisation, kind, subject, status, mode, count)| {
            count_from([organisation, kind, subject, status, mode], count)
        };
        Ok(rows.into_iter().map(count).collect::<Result<_, _>>()?)
    }

    /// Which verdicts an assessment found: those that stood at its moment, or those that it holds itself.
    async fn standing(&self, id: RecordId) -> Result<Condition, StoreError> {
        let found = assessment::Entity::find_by_id(id.to_string()).one(&self.connection).await.map_err(Fault::from)?;
        Ok(match found {
            Some(row) if row.continues => Condition::all()
                .add(verdict::Column::AssessedAt.lte(row.made_at))
                .add(verdict::Column::UntilAt.is_null().or(verdict::Column::UntilAt.gt(row.made_at))),
            _ => Condition::all().add(verdict::Column::Assessment.eq(id.to_string())),
        })
    }

    /// What the assessments found about one statement and subject within the caller's reach, oldest first: an entry for
    /// each time that a verdict became another one.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadVerdicts`], or when the database fails.
    pub async fn verdict_history(
        &self,
        caller: &Caller,
        statement: &StatementKey,
        subject: &Subject,
    ) -> Result<Vec<(Timestamp, Status)>, ReadError> {
        caller.require(Right::ReadVerdicts)?;
        let rows: Vec<(i64, String)> = verdict::Entity::find()
            .select_only()
            .column(verdict::Column::AssessedAt)
            .column(verdict::Column::Status)
            .filter(verdict::Column::Statement.eq(statement.as_str()))
            .filter(about(subject))
            .filter(within(caller, verdict::Column::Organisation))
            .order_by_asc(verdict::Column::AssessedAt)
            .order_by_asc(verdict::Column::Assessment)
            .into_tuple()
            .all(&self.connection)
            .await
            .map_err(|error| StoreError::from(Fault::from(error)))?;
        let history = rows.into_iter().map(|(at, status)| {
            status_from(statement.as_str(), &status).map(|status| (Timestamp::from_micros(at), status))
        });
        Ok(history.collect::<Result<_, StoreError>>()?)
    }
}

/// The moment of the last assessment that later ones go on from.
async fn last_continuing(transaction: &Transaction) -> Result<Option<i64>, Fault> {
    let last = assessment::Entity::find()
        .select_only()
        .column(assessment::Column::MadeAt)
        .filter(assessment::Column::Continues.eq(true))
        .order_by_desc(assessment::Column::MadeAt)
        .into_tuple()
        .one(transaction)
        .await?;
    Ok(last)
}

/// Ends the standing verdicts that this assessment does not repeat, and returns those of its verdicts that do not stand yet.
async fn end_what_changed(
    transaction: &Transaction,
    assessment: &Assessment,
    rows: Vec<verdict::Model>,
) -> Result<Vec<verdict::Model>, Fault> {
    let standing = verdict::Entity::find().filter(verdict::Column::UntilAt.is_null()).all(transaction).await?;
    let mut standing: HashMap<_, _> = standing.into_iter().map(|row| (found_key(&row), row)).collect();
    let mut fresh = Vec::new();
    for row in rows {
        match standing.get(&found_key(&row)) {
            Some(before) if same(before, &row) => {
                standing.remove(&found_key(&row));
            }
            _ => fresh.push(row),
        }
    }
    let mut ended = standing.into_values().peekable();
    while ended.peek().is_some() {
        let some = ended.by_ref().take(ENDED_AT_ONCE).map(|row| {
            Condition::all()
                .add(verdict::Column::Assessment.eq(row.assessment))
                .add(verdict::Column::Statement.eq(row.statement))
                .add(verdict::Column::SubjectKind.eq(row.subject_kind))
                .add(verdict::Column::Subject.eq(row.subject))
        });
        let some = some.fold(Condition::any(), Condition::add);
        verdict::Entity::update_many()
            .col_expr(verdict::Column::UntilAt, Expr::value(assessment.at.micros()))
            .filter(some)
            .exec(transaction)
            .await?;
    }
    Ok(fresh)
}

/// How many verdicts one statement ends; each takes four values, and SQLite limits the depth of a condition.
const ENDED_AT_ONCE: usize = 200;

fn found_key(row: &verdict::Model) -> (String, String, String) {
    (row.statement.clone(), row.subject_kind.clone(), row.subject.clone())
}

/// Whether two verdicts say the same, whichever assessments they come from.
fn same(one: &verdict::Model, other: &verdict::Model) -> bool {
    let what = |row: &verdict::Model| {
        let said = (row.status.clone(), row.mode.clone(), row.reason_key.clone(), row.reason_args.clone());
        (said, row.evidence.clone(), row.organisation.clone(), row.clause.clone())
    };
    what(one) == what(other)
}

fn matching(filter: &VerdictFilter) -> Condition {
    let organisation = filter.organisation.as_ref().map(|id| verdict::Column::Organisation.eq(id.as_str()));
    let statement = filter.statement.as_ref().map(|key| verdict::Column::Statement.eq(key.as_str()));
    let status = filter.status.map(|status| verdict::Column::Status.eq(status.key()));
    let clause = filter.clause.as_ref().map(|id| verdict::Column::Clause.eq(id.as_str()));
    Condition::all()
        .add_option(organisation)
        .add_option(clause)
        .add_option(statement)
        .add_option(status)
        .add_option(filter.mode.as_ref().map(|mode| verdict::Column::Mode.eq(mode)))
        .add_option(filter.subject.as_ref().map(about))
}

fn about(subject: &Subject) -> Condition {
    Condition::all()
        .add(verdict::Column::SubjectKind.eq(subject.kind.key()))
        .add(verdict::Column::Subject.eq(subject.id.as_str()))
}
