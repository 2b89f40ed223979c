//! Assessments and verdicts.

use talap_model::{Right, Status, Subject, SubjectKind};
use talap_store::{Assessment, ReadError, SaveError, Verdict, VerdictCount, VerdictFilter};

use crate::backend::Fresh;
use crate::samples::{START, anyone, assessment, verdict, with_rights, without};

pub(crate) async fn an_assessment_is_kept_whole(Fresh { store, .. }: Fresh) {
    let all = anyone();
    assert_eq!(store.latest_whole_assessment(&all).await.unwrap(), None);
    let (early, late) = (assessment(START), assessment(START.plus_seconds(60)));
    let many: Vec<_> = (0..5_000).map(|n| verdict("akimat", &format!("object-{n:05}"), Status::Met)).collect();
    store.save_assessment(&all, &late, &many).await.unwrap();
    store.save_assessment(&all, &early, &[]).await.unwrap();
    assert_eq!(store.latest_whole_assessment(&all).await.unwrap(), Some(late.clone()));
    assert_eq!(store.verdicts(&all, late.id, &VerdictFilter::default()).await.unwrap(), many);
    assert!(store.verdicts(&all, early.id, &VerdictFilter::default()).await.unwrap().is_empty());

    let part = Assessment { whole: false, ..assessment(START.plus_seconds(90)) };
    store.save_assessment(&all, &part, &[]).await.unwrap();
    assert_eq!(store.latest_whole_assessment(&all).await.unwrap(), Some(late.clone()), "a part is not the whole");

    let bad = assessment(START.plus_seconds(120));
    let twice = [verdict("akimat", "same", Status::Met), verdict("akimat", "same", Status::NotMet)];
    assert!(matches!(store.save_assessment(&all, &bad, &twice).await, Err(SaveError::Store(_))));
    assert_eq!(store.latest_whole_assessment(&all).await.unwrap(), Some(late), "nothing of it is kept");
}

pub(crate) async fn verdicts_are_filtered_and_within_reach(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let run = assessment(START);
    let verdicts = [
        verdict("akimat", "portal", Status::Met),
        verdict("akimat", "registry", Status::Unknown),
        verdict("school", "site", Status::NotMet),
    ];
    store.save_assessment(&all, &run, &verdicts).await.unwrap();
    let school = with_rights(&[Right::ReadVerdicts], &["school"]);
    assert_eq!(store.verdicts(&school, run.id, &VerdictFilter::default()).await.unwrap(), verdicts[2..]);
    let portal = Subject { kind: SubjectKind::Object, id: "portal".into() };
    let cases = [
        (VerdictFilter { organisation: Some("akimat".parse().unwrap()), ..VerdictFilter::default() }, 2),
        (VerdictFilter { subject: Some(portal.clone()), ..VerdictFilter::default() }, 1),
        (VerdictFilter { status: Some(Status::NotMet), ..VerdictFilter::default() }, 1),
        (VerdictFilter { mode: Some("checked".into()), ..VerdictFilter::default() }, 3),
        (VerdictFilter { mode: Some("attested".into()), ..VerdictFilter::default() }, 0),
        (VerdictFilter { statement: Some("other".parse().unwrap()), ..VerdictFilter::default() }, 0),
        (VerdictFilter { subject: Some(portal), status: Some(Status::Unknown), ..VerdictFilter::default() }, 0),
    ];
    for (filter, expected) in cases {
        assert_eq!(store.verdicts(&all, run.id, &filter).await.unwrap().len(), expected, "{filter:?}");
        assert_eq!(store.count_verdicts(&all, run.id, &filter).await.unwrap(), expected as u64, "{filter:?}");
        let part = store.verdicts_part(&all, run.id, &filter, 1, Some(1)).await.unwrap();
        assert_eq!(part.len(), expected.saturating_sub(1).min(1), "{filter:?}");
    }
}

pub(crate) async fn verdicts_are_counted_within_reach(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let run = assessment(START);
    let other = |org: &str, object: &str, status| Verdict {
        statement: "other".parse().unwrap(),
        mode: "attested".into(),
        ..verdict(org, object, status)
    };
    let third = Verdict { statement: "third".parse().unwrap(), ..verdict("akimat", "portal", Status::Met) };
    let verdicts = [
        verdict("school", "site", Status::NotMet),
        other("school", "site", Status::NotMet),
        verdict("akimat", "portal", Status::Met),
        other("akimat", "portal", Status::Unknown),
        third,
    ];
    store.save_assessment(&all, &run, &verdicts).await.unwrap();
    store.save_assessment(&all, &assessment(START.plus_seconds(1)), &verdicts).await.unwrap();
    let counted = |counts: Vec<VerdictCount>| -> Vec<String> {
        let line = |c: VerdictCount| {
            format!(
                "{} {}/{} {} {} {}",
                c.organisation,
                c.subject.kind.key(),
                c.subject.id,
                c.status.key(),
                c.mode,
                c.count
            )
        };
        counts.into_iter().map(line).collect()
    };
    let akimat = ["akimat object/portal met checked 2", "akimat object/portal unknown attested 1"];
    let school = ["school object/site not_met attested 1", "school object/site not_met checked 1"];
    assert_eq!(counted(store.verdict_counts(&all, run.id).await.unwrap()), [akimat, school].concat());
    let narrow = with_rights(&[Right::ReadVerdicts], &["school"]);
    assert_eq!(counted(store.verdict_counts(&narrow, run.id).await.unwrap()), school);
    let blind = without(Right::ReadVerdicts);
    assert!(matches!(store.verdict_counts(&blind, run.id).await, Err(ReadError::Forbidden(_))));
}

pub(crate) async fn a_history_is_in_order_of_time(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let statuses = [Status::Unknown, Status::NotMet, Status::Met, Status::NotApplicable];
    let moments: Vec<_> = (0..4).map(|n| START.plus_seconds(n * 3600)).collect();
    for at in [2, 0, 3, 1] {
        let verdicts = [verdict("akimat", "portal", statuses[at]), verdict("akimat", "other", Status::Met)];
        store.save_assessment(&all, &assessment(moments[at]), &verdicts).await.unwrap();
    }
    let portal = Subject { kind: SubjectKind::Object, id: "portal".into() };
    let statement = "event-logs-kept".parse().unwrap();
    let history = store.verdict_history(&all, &statement, &portal).await.unwrap();
    assert_eq!(history, moments.into_iter().zip(statuses).collect::<Vec<_>>());
    let school = with_rights(&[Right::ReadVerdicts], &["school"]);
    assert!(store.verdict_history(&school, &statement, &portal).await.unwrap().is_empty());
}

pub(crate) async fn only_what_changed_is_kept(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let (first, second, third) =
        (assessment(START), assessment(START.plus_seconds(60)), assessment(START.plus_seconds(120)));
    let before: Vec<_> = ["a", "b", "c"].map(|object| verdict("akimat", object, Status::Met)).into_iter().collect();
    // One becomes another, one goes, one stays, one comes.
    let after = vec![
        verdict("akimat", "a", Status::Met),
        verdict("akimat", "b", Status::NotMet),
        verdict("akimat", "d", Status::Met),
    ];
    store.save_assessment(&all, &first, &before).await.unwrap();
    store.save_assessment(&all, &second, &after).await.unwrap();
    store.save_assessment(&all, &third, &after).await.unwrap();
    let found = async |run: &Assessment| store.verdicts(&all, run.id, &VerdictFilter::default()).await.unwrap();
    assert_eq!(found(&first).await, before);
    assert_eq!(found(&second).await, after);
    assert_eq!(found(&third).await, after);
    let subject = |id: &str| Subject { kind: SubjectKind::Object, id: id.to_owned() };
    let history = async |id: &str| {
        let entries = store.verdict_history(&all, &before[0].statement, &subject(id)).await.unwrap();
        entries.into_iter().map(|(_, status)| status).collect::<Vec<_>>()
    };
    assert_eq!(history("a").await, [Status::Met], "an unchanged verdict is kept once");
    assert_eq!(history("b").await, [Status::Met, Status::NotMet]);
    assert_eq!(store.whole_assessment_on(&all, START.plus_seconds(59)).await.unwrap(), Some(first));
    assert_eq!(store.whole_assessment_on(&all, START.plus_seconds(60)).await.unwrap(), Some(second));
    assert_eq!(store.whole_assessment_on(&all, START.plus_seconds(-1)).await.unwrap(), None);
}

pub(crate) async fn assessments_need_their_rights(Fresh { store, .. }: Fresh) {
    let run = assessment(START);
    let verdicts = [verdict("akimat", "portal", Status::Met), verdict("school", "site", Status::Met)];
    for caller in [without(Right::Assess), with_rights(&[Right::Assess], &["akimat"])] {
        let refused = store.save_assessment(&caller, &run, &verdicts).await;
        assert!(matches!(refused, Err(SaveError::Forbidden(_))), "{refused:?}");
    }
    let blind = without(Right::ReadVerdicts);
    let portal = verdicts[0].subject.clone();
    assert!(matches!(store.latest_whole_assessment(&blind).await, Err(ReadError::Forbidden(_))));
    let read = store.verdicts(&blind, run.id, &VerdictFilter::default()).await;
    assert!(matches!(read, Err(ReadError::Forbidden(_))));
    let read = store.verdict_history(&blind, &verdicts[0].statement, &portal).await;
    assert!(matches!(read, Err(ReadError::Forbidden(_))));
}
