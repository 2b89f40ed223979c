//! Assessments and their verdicts.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use talap_model::{Caller, OrganisationId, RecordId, Right, StatementKey, Status, Subject, Timestamp};

use crate::commit::ROWS_AN_INSERT;
use crate::entity::{assessment, verdict};
use crate::fault::Fault;
use crate::rows::{assessment_from, assessment_row, count_from, status_from, verdict_from, verdict_row};
use crate::scope::within;
use crate::{Assessment, ReadError, SaveError, Store, StoreError, Verdict, VerdictCount, VerdictFilter};

impl Store {
    /// Keeps an assessment with all its verdicts, or nothing of it. Who made it is taken from the caller.
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
        assessment::Entity::insert(assessment_row(assessment, by)).exec_without_returning(&transaction).await?;
        for some in verdicts.chunks(ROWS_AN_INSERT) {
            let rows = some.iter().map(|verdict| verdict_row(verdict, assessment));
            verdict::Entity::insert_many(rows).exec_without_returning(&transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Of the assessments of everyone, the one that speaks of the latest moment.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadVerdicts`], or when the database fails.
    pub async fn latest_whole_assessment(&self, caller: &Caller) -> Result<Option<Assessment>, ReadError> {
        caller.require(Right::ReadVerdicts)?;
        let row = assessment::Entity::find()
            .filter(assessment::Column::Whole.eq(true))
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
        caller.require(Right::ReadVerdicts)?;
        let rows = verdict::Entity::find()
            .filter(verdict::Column::Assessment.eq(assessment.to_string()))
            .filter(within(caller, verdict::Column::Organisation))
            .filter(matching(filter))
            .order_by_asc(verdict::Column::Organisation)
            .order_by_asc(verdict::Column::Statement)
            .order_by_asc(verdict::Column::SubjectKind)
            .order_by_asc(verdict::Column::Subject)
            .all(&self.connection)
            .await
            .map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(rows.into_iter().map(verdict_from).collect::<Result<_, _>>()?)
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
            .filter(Assessment.eq(assessment.to_string()))
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

    /// What the assessments found about one statement and subject within the caller's reach, oldest first.
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

fn matching(filter: &VerdictFilter) -> Condition {
    let organisation = filter.organisation.as_ref().map(|id| verdict::Column::Organisation.eq(id.as_str()));
    let statement = filter.statement.as_ref().map(|key| verdict::Column::Statement.eq(key.as_str()));
    let status = filter.status.map(|status| verdict::Column::Status.eq(status.key()));
    Condition::all()
        .add_option(organisation)
        .add_option(statement)
        .add_option(status)
        .add_option(filter.subject.as_ref().map(about))
}

fn about(subject: &Subject) -> Condition {
    Condition::all()
        .add(verdict::Column::SubjectKind.eq(subject.kind.key()))
        .add(verdict::Column::Subject.eq(subject.id.as_str()))
}
