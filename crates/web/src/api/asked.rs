//! What a program asks for in a path and a query. A parameter is declared once, for reading and for the description of the
//! API, so that the two cannot differ.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use talap_model::Message;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{Object, Required};

use crate::Shared;
use crate::api::problem::Problem;
use crate::api::tongue;
use crate::fault::Fault;

/// How much of a wrong value is told, in characters.
const TOLD: usize = 60;

/// A value that a parameter can have.
pub(crate) trait Form: Sized {
    /// As the description of the API has it.
    fn schema() -> Object;

    /// Reads it; none when it has another form.
    fn read(text: &str) -> Option<Self>;
}

/// A parameter: one that must be there, or one that may.
pub(crate) trait Wanted: Sized {
    /// Whether it must be there.
    const REQUIRED: bool;

    /// As the description of the API has it.
    fn schema() -> Object;

    /// Reads what was given; none when nothing was and something must be, or when it has another form.
    fn read(text: Option<&str>) -> Option<Self>;
}

impl<T: Form> Wanted for T {
    const REQUIRED: bool = true;

    fn schema() -> Object {
        T::schema()
    }

    fn read(text: Option<&str>) -> Option<Self> {
        T::read(text?)
    }
}

impl<T: Form> Wanted for Option<T> {
    const REQUIRED: bool = false;

    fn schema() -> Object {
        T::schema()
    }

    fn read(text: Option<&str>) -> Option<Self> {
        match text {
            Some(text) => T::read(text).map(Some),
            None => Some(None),
        }
    }
}

/// What was given, until it is read.
pub(crate) struct Given(Vec<(String, String)>);

impl Given {
    /// Reads a parameter and takes it away.
    pub(crate) fn take<T: Wanted>(&mut self, name: &str) -> Result<T, Message> {
        let (same, rest): (Vec<_>, Vec<_>) = self.0.drain(..).partition(|(key, _)| key == name);
        self.0 = rest;
        let said = |key: &str| Message::new(key).with("name", name);
        if same.len() > 1 {
            return Err(said("web-api-parameter-twice"));
        }
        let text = same.first().map(|(_, value)| value.as_str());
        T::read(text).ok_or_else(|| match text {
            Some(text) => said("web-api-parameter-wrong").with("value", text.chars().take(TOLD).collect::<String>()),
            None => said("web-api-parameter-missing"),
        })
    }

    /// What nobody asked for is a mistake of the one who wrote it: a filter that does nothing would show too much.
    fn finish(self) -> Result<(), Message> {
        match self.0.first() {
            Some((name, _)) => {
                let name = name.chars().take(TOLD).collect::<String>();
                Err(Message::new("web-api-parameter-unknown").with("name", name))
            }
            None => Ok(()),
        }
    }
}

/// Parameters that belong together.
pub(crate) trait Asked: Sized {
    /// Reads them.
    fn read(given: &mut Given) -> Result<Self, Message>;
}

/// A parameter as the description of the API has it.
pub(crate) fn declared<T: Wanted>(place: ParameterIn, name: &str, doc: &str) -> Parameter {
    let required = if T::REQUIRED { Required::True } else { Required::False };
    let parameter = ParameterBuilder::new().name(name).parameter_in(place).required(required);
    parameter.description(Some(doc.trim())).schema(Some(T::schema())).build()
}

/// Declares parameters that belong together, with where they stand.
macro_rules! parameters {
    ($(#[$meta:meta])* $place:ident $name:ident { $($(#[doc = $doc:literal])+ $field:ident: $kind:ty,)+ }) => {
        $(#[$meta])*
        pub(crate) struct $name { $($(#[doc = $doc])+ pub(crate) $field: $kind,)+ }

        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                let place = || utoipa::openapi::path::ParameterIn::$place;
                vec![$($crate::api::asked::declared::<$kind>(place(), stringify!($field), concat!($($doc),+)),)+]
            }
        }

        impl $crate::api::asked::Asked for $name {
            fn read(given: &mut $crate::api::asked::Given) -> Result<Self, talap_model::Message> {
                Ok(Self { $($field: given.take(stringify!($field))?,)+ })
            }
        }
    };
}
pub(crate) use parameters;

/// The parameters of the path. What cannot be there is not there.
pub(crate) struct PathOf<T>(pub(crate) T);

impl<T: Asked> FromRequestParts<Shared> for PathOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<Self, Problem> {
        let captured = RawPathParams::from_request_parts(parts, site).await;
        let pairs = captured.iter().flatten().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        T::read(&mut Given(pairs)).map(Self).map_err(|_| Problem::of(&tongue(site, parts), &Fault::missing()))
    }
}

/// The parameters of the query: those that there are, each once.
pub(crate) struct QueryOf<T>(pub(crate) T);

impl<T: Asked> FromRequestParts<Shared> for QueryOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        read(pairs).map(Self).map_err(|message| Problem::bad(&tongue(site, parts), &message))
    }
}

fn read<T: Asked>(pairs: Vec<(String, String)>) -> Result<T, Message> {
    let mut given = Given(pairs);
    let asked = T::read(&mut given)?;
    given.finish()?;
    Ok(asked)
}

#[cfg(test)]
pub(crate) mod tests {
    use utoipa::IntoParams;

    use super::*;
    use crate::api::forms::{Page, Words};

    parameters! {
        /// Two parameters.
        Query Two {
            /// Words.
            q: Option<Words>,
            /// A page.
            page: Page,
        }
    }

    /// Reads a query.
    pub(crate) fn read_query<T: Asked>(query: &str) -> Result<T, Message> {
        read(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    fn two(query: &str) -> Result<Two, String> {
        read_query(query).map_err(|message| message.key)
    }

    #[test]
    fn only_what_is_declared_is_taken() {
        let read = two("page=2&q=%D0%B0").unwrap();
        assert_eq!((read.q.map(|q| q.0), read.page.0), (Some("а".to_owned()), 2));
        assert!(two("page=1").unwrap().q.is_none());
        for (query, key) in [
            ("q=a", "web-api-parameter-missing"),
            ("page=0", "web-api-parameter-wrong"),
            ("page=1&page=2", "web-api-parameter-twice"),
            ("page=1&oragnisation=a", "web-api-parameter-unknown"),
        ] {
            assert_eq!(two(query).err().as_deref(), Some(key), "{query}");
        }
    }

    #[test]
    fn the_description_says_what_is_read() {
        let described = serde_json::to_value(Two::into_params(|| None)).unwrap();
        assert_eq!(described[0]["name"], "q");
        assert_eq!(described[0]["required"], false);
        assert_eq!((&described[1]["required"], &described[1]["in"]), (&true.into(), &"query".into()));
        assert_eq!(described[1]["schema"]["minimum"], 1);
        assert_eq!(described[1]["description"], "A page.");
    }
}
