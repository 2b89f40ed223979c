//! The table of routes: each with what it needs, so that the router, the gate before every handler and the test that no
//! route is without an authorization test all come from one place.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use talap_model::Right;

use crate::gate::{self, Gate};
use crate::{Shared, api, fallback, pages};

/// What a route needs of the one who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: signing in, style, the description of the API.
    Nothing,
    /// Somebody who signed in, or a token.
    SignedIn,
    /// A right.
    Right(Right),
    /// The right to write the register that the path names.
    WriteRegister,
    /// What it takes to move records on; whose each transition is, its definition says.
    MoveRecords,
}

/// Whether a person or a program asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A person with a session.
    Page,
    /// A program with a token.
    Api,
}

/// One route.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path, with captures as `{name}`.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// Who asks.
    pub face: Face,
}

/// The routes and the router made of them.
pub(crate) struct Routes {
    router: Router<Shared>,
    table: Vec<Route>,
    shared: Shared,
    face: Face,
}

impl Routes {
    pub(crate) fn new(shared: Shared) -> Self {
        Self { router: Router::new(), table: Vec::new(), shared, face: Face::Page }
    }

    /// What follows is for programs.
    pub(crate) fn api(mut self) -> Self {
        self.face = Face::Api;
        self
    }

    pub(crate) fn get<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Method::GET, path, needs, on(MethodFilter::GET, handler))
    }

    pub(crate) fn post<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Method::POST, path, needs, on(MethodFilter::POST, handler))
    }

    pub(crate) fn put<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Method::PUT, path, needs, on(MethodFilter::PUT, handler))
    }

    pub(crate) fn delete<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Method::DELETE, path, needs, on(MethodFilter::DELETE, handler))
    }

    fn add(mut self, method: Method, path: &'static str, needs: Needs, handler: MethodRouter<Shared>) -> Self {
        let gate = Gate { shared: self.shared.clone(), needs, face: self.face };
        // Whoever changes registers by program may ask again without doing a thing twice.
        let handler = match (needs, self.face) {
            (Needs::WriteRegister | Needs::MoveRecords, Face::Api) => {
                handler.layer(from_fn_with_state(self.shared.clone(), api::once::pass))
            }
            _ => handler,
        };
        let gated = handler.layer(from_fn_with_state(gate, gate::pass));
        self.table.push(Route { method, path, needs, face: self.face });
        self.router = self.router.route(path, gated);
        self
    }

    pub(crate) fn finish(self) -> (Router<Shared>, Vec<Route>) {
        (self.router, self.table)
    }
}

/// The router with its table.
pub fn router(site: &Shared) -> (Router<Shared>, Vec<Route>) {
    let routes = pages::table(Routes::new(Arc::clone(site)));
    let (router, table) = api::table(routes.api()).finish();
    (router.fallback(fallback::missing).method_not_allowed_fallback(fallback::wrong_method), table)
}
