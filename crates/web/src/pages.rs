//! The pages, one file each.

mod account;
mod acknowledgements;
mod applicability;
mod attest;
mod calendar;
mod clauses;
mod events;
mod exchange;
pub(crate) mod failure;
pub(crate) mod files;
mod findings;
mod glossary;
pub(crate) mod import;
mod objects;
mod overview;
pub(crate) mod papers;
mod people;
pub(crate) mod record;
pub(crate) mod redactions;
pub(crate) mod registers;
#[cfg(test)]
mod samples;
pub(crate) mod search;
pub(crate) mod sign_in;
mod sources;
mod staff;
mod stocktaking;

use axum::response::Response;

use crate::fault::Fault;
use crate::gate::Signed;
use crate::routes::{Needs, Routes};
use crate::{Shared, assets};

/// The table of pages.
pub(crate) fn table(routes: Routes) -> Routes {
    use Needs::{MoveRecords, Nothing, Right, SignedIn, WriteRegister};
    use talap_model::Right::{Assess, Attest, ReadRecords, ReadVerdicts, WriteStructure};
    print_routes(event_routes(people_routes(stock_routes(acknowledgement_routes(routes)))))
        .get("/assets/{digest}/{name}", Nothing, assets::serve)
        .get("/sign-in", Nothing, sign_in::show)
        .post("/sign-in", Nothing, sign_in::enter)
        .get("/link/{token}", Nothing, sign_in::link)
        .post("/link/{token}", Nothing, sign_in::use_link)
        .post("/sign-out", SignedIn, sign_in::leave)
        .get("/", SignedIn, overview::show)
        .post("/assess", Right(Assess), overview::assess)
        .get("/calendar", Right(ReadRecords), calendar::show)
        // The link that its owner made says who asks.
        .get("/calendar.ics", Nothing, calendar::feed::show)
        .get("/objects", Right(ReadRecords), objects::list)
        .get("/objects/{id}", Right(ReadVerdicts), objects::show)
        .get("/organisations/{id}", Right(ReadVerdicts), objects::organisation)
        .get("/clauses", SignedIn, clauses::list)
        .get("/clauses/{id}", SignedIn, clauses::clause::show)
        .post("/clauses/{id}/review", Right(WriteStructure), clauses::clause::review)
        .get("/search", SignedIn, search::show)
        .get("/glossary", SignedIn, glossary::show)
        .get("/catalog/{name}", SignedIn, exchange::show)
        .get("/redactions", SignedIn, redactions::show)
        .get("/applicability", Right(ReadRecords), applicability::show)
        .get("/findings", Right(ReadVerdicts), findings::list)
        .get("/attest/{statement}/{kind}/{subject}", Right(Attest), attest::show)
        .post("/attest/{statement}/{kind}/{subject}", Right(Attest), attest::keep)
        .post("/attest/{statement}/{kind}/{subject}/confirm", Right(Attest), attest::confirm)
        .get("/papers/{kind}/{id}", Right(ReadVerdicts), papers::show)
        .get("/registers", Right(ReadRecords), registers::show)
        .get("/registers/{register}", Right(ReadRecords), registers::list::show)
        .get("/registers/{register}/export.csv", Right(ReadRecords), registers::export::records)
        .get("/registers/{register}/export.xlsx", Right(ReadRecords), registers::spreadsheet::records)
        .get("/registers/{register}/template.csv", Right(ReadRecords), registers::export::template)
        .get("/registers/{register}/import", WriteRegister, import::show)
        .post("/registers/{register}/import", WriteRegister, import::take)
        .post("/registers/{register}/import/{id}", WriteRegister, import::steps::step)
        .post("/registers/{register}/imports/{id}/undo", WriteRegister, import::undo)
        .get("/registers/{register}/new", WriteRegister, record::form::show_new)
        .post("/registers/{register}/new", WriteRegister, record::form::keep_new)
        .post("/registers/{register}/move", MoveRecords, registers::moving::take)
        .get("/registers/{register}/{organisation}/{key}", Right(ReadRecords), record::show)
        .post("/registers/{register}/{organisation}/{key}/move", MoveRecords, record::course::take)
        .get("/registers/{register}/{organisation}/{key}/edit", WriteRegister, record::form::show_edit)
        .post("/registers/{register}/{organisation}/{key}/edit", WriteRegister, record::form::keep_edit)
        .post("/registers/{register}/{organisation}/{key}/void", WriteRegister, record::void)
        .get("/records/{id}", Right(ReadRecords), record::by_id)
        .get("/files/{organisation}/{sha256}", Right(ReadRecords), files::show)
}

/// Registers and records on paper.
fn print_routes(routes: Routes) -> Routes {
    use Needs::Right;
    use talap_model::Right::ReadRecords;
    routes
        .get("/registers/{register}/journal.pdf", Right(ReadRecords), registers::print::journal)
        .get("/registers/{register}/list.pdf", Right(ReadRecords), registers::print::list)
        .get("/registers/{register}/labels.pdf", Right(ReadRecords), registers::print::labels)
        .get("/registers/{register}/{organisation}/{key}/extract.pdf", Right(ReadRecords), record::print::extract)
        .get(
            "/registers/{register}/{organisation}/{key}/acknowledgement.pdf",
            Right(ReadRecords),
            record::print::acknowledgement,
        )
        .get("/registers/{register}/{organisation}/{key}/act/{act}", Right(ReadRecords), record::print::act)
}

/// Accounts, roles, one's own account.
fn people_routes(routes: Routes) -> Routes {
    use Needs::{Right, SignedIn};
    use people::person;
    use talap_model::Right::{GrantRoles, ReadRoles};
    routes
        .get("/people", Right(ReadRoles), people::show)
        .post("/people", Right(GrantRoles), people::create)
        .get("/people/{name}", Right(ReadRoles), person::show)
        .post("/people/{name}/roles", Right(GrantRoles), person::give)
        .post("/people/{name}/roles/take", Right(GrantRoles), person::take)
        .post("/people/{name}/link", Right(GrantRoles), person::link)
        .post("/people/{name}/block", Right(GrantRoles), person::block)
        .post("/people/{name}/unblock", Right(GrantRoles), person::unblock)
        .get("/account", SignedIn, account::show)
        .post("/account/password", SignedIn, account::change_password)
        .post("/account/sessions/{id}/end", SignedIn, account::end_session)
        .post("/account/sign-out-everywhere", SignedIn, account::sign_out_everywhere)
        .post("/account/calendar", SignedIn, account::calendar::make)
        .post("/account/calendar/end", SignedIn, account::calendar::end)
        .post("/account/tokens", SignedIn, account::create_token)
        .post("/account/tokens/{id}/revoke", SignedIn, account::revoke_token)
}

/// Who has read which document: an officer's view, and one's own.
fn acknowledgement_routes(routes: Routes) -> Routes {
    use Needs::{Right, SignedIn};
    use talap_model::Right::{ReadPersonalData, WriteRecords};
    routes
        .get("/acknowledgements", Right(ReadPersonalData), acknowledgements::show)
        .post("/acknowledgements", Right(WriteRecords), acknowledgements::give::give)
        .get("/account/acknowledgements", SignedIn, acknowledgements::own::show)
        .post("/account/acknowledgements/{organisation}/{key}", SignedIn, acknowledgements::own::keep)
}

/// Taking stock of assets.
fn stock_routes(routes: Routes) -> Routes {
    use Needs::Right;
    use talap_model::Right::{ReadRecords, WriteRecords};
    routes
        .get("/stocktaking", Right(ReadRecords), stocktaking::show)
        .post("/stocktaking", Right(WriteRecords), stocktaking::open)
        .post("/stocktaking/close", Right(WriteRecords), stocktaking::close)
        .get("/stocktaking/missing.csv", Right(ReadRecords), stocktaking::missing)
        .get("/stocktaking/found/{id}", Right(WriteRecords), stocktaking::found::show)
        .post("/stocktaking/found/{id}", Right(WriteRecords), stocktaking::found::keep)
}

/// Events, and the searches that people keep.
fn event_routes(routes: Routes) -> Routes {
    use Needs::Right;
    use talap_model::Right::{ReadEvents, ReadRecords};
    routes
        .get("/events", Right(ReadEvents), events::list)
        // Tables that the reader may not read are not there for their question, events among them.
        .get("/events/sql", Right(ReadRecords), events::sql::show)
        .post("/events/sql", Right(ReadRecords), events::sql::typed)
        .get("/events/keeping", Right(ReadEvents), events::keeping::show)
        .get("/events/tail", Right(ReadEvents), events::tail::follow)
        .get("/events/export", Right(ReadEvents), events::download::show)
        .post("/events/saved", Right(ReadEvents), events::saved::save)
        .post("/events/saved/{id}/delete", Right(ReadEvents), events::saved::delete)
        .post("/events/saved/{id}/restore", Right(ReadEvents), events::saved::restore)
        .post("/events/sql/saved", Right(ReadRecords), events::saved::save_sql)
        .get("/events/sql/saved/{id}", Right(ReadRecords), events::saved::open_sql)
        .post("/events/sql/saved/{id}/delete", Right(ReadRecords), events::saved::delete_sql)
        .post("/events/sql/saved/{id}/restore", Right(ReadRecords), events::saved::restore_sql)
        .get("/events/{seq}", Right(ReadEvents), events::event::show)
        .get("/events/{seq}/proof", Right(ReadEvents), events::proof::show)
        .get("/sources", Right(ReadEvents), sources::show)
}

#[cfg(test)]
pub(crate) fn sample_event(message: &str) -> talap_model::NewEvent {
    events::event::sample(message, talap_model::SourceKind::OperatingSystem)
}

/// A page, or the page that says why there is none.
pub(crate) fn answer(site: &Shared, signed: &Signed, outcome: Result<Response, Fault>) -> Response {
    outcome.unwrap_or_else(|fault| failure::page(site, &signed.visitor, &fault))
}
