//! What the API document says of a query's values, their length and range, holds for every route from the document itself.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{MatchedPath, Query, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use utoipa::{
    Number,
    openapi::{
        Object, OpenApi, RefOr, Schema,
        path::{Operation, ParameterIn},
    },
};
use verdigris_wording::{Kind, Problem};

use super::refusal::Refusal;

/// What a value of a query may be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bounds {
    /// Most characters.
    longest: Option<usize>,
    /// Least number.
    least: Option<f64>,
    /// Greatest number.
    greatest: Option<f64>,
}

impl Bounds {
    fn of(schema: &Object) -> Option<Self> {
        let Object { max_length: longest, minimum, maximum, .. } = schema;
        let bounds =
            Self { longest: *longest, least: minimum.as_ref().map(number), greatest: maximum.as_ref().map(number) };
        (bounds != Self::default()).then_some(bounds)
    }

    /// The code of what is wrong with a value; what is no number where one belongs is for the route to refuse.
    fn breach(self, value: &str) -> Option<&'static str> {
        if self.longest.is_some_and(|longest| value.chars().count() > longest) {
            return Some("too-long");
        }
        let number: f64 = value.parse().ok()?;
        let outside =
            self.least.is_some_and(|least| number < least) || self.greatest.is_some_and(|greatest| number > greatest);
        outside.then_some("out-of-range")
    }
}

fn number(number: &Number) -> f64 {
    match number {
        Number::Int(whole) => *whole as f64,
        Number::UInt(whole) => *whole as f64,
        Number::Float(number) => *number,
    }
}

/// What the values of queries may be, by method and route.
#[derive(Clone, Debug, Default)]
pub struct Queries(Arc<HashMap<(Method, String), HashMap<String, Bounds>>>);

impl Queries {
    /// Those of a document.
    pub fn of(document: &OpenApi) -> Self {
        let mut all = HashMap::new();
        for (path, item) in &document.paths.paths {
            let operations = [
                (Method::GET, &item.get),
                (Method::PUT, &item.put),
                (Method::POST, &item.post),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in operations {
                let bounds = operation.as_ref().map(bounds).unwrap_or_default();
                if !bounds.is_empty() {
                    all.insert((method, path.clone()), bounds);
                }
            }
        }
        Self(Arc::new(all))
    }

    /// The parameters that do not do, each with the code of what is wrong.
    fn breaches(&self, method: &Method, path: &str, query: &[(String, String)]) -> Vec<(String, &'static str)> {
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        let Some(bounds) = self.0.get(&(method.clone(), path.to_owned())) else { return Vec::new() };
        let breach = |(name, value): &(String, String)| Some((name.clone(), bounds.get(name)?.breach(value)?));
        query.iter().filter_map(breach).collect()
    }
}

fn bounds(operation: &Operation) -> HashMap<String, Bounds> {
    let parameters = operation.parameters.iter().flatten();
    parameters
        .filter_map(|parameter| {
            let RefOr::T(parameter) = parameter else { return None };
            match (&parameter.parameter_in, &parameter.schema) {
                (ParameterIn::Query, Some(RefOr::T(Schema::Object(schema)))) => {
                    Some((parameter.name.clone(), Bounds::of(schema)?))
                }
                _ => None,
            }
        })
        .collect()
}

/// Refuses a request whose query goes beyond what the document allows.
pub async fn conform(State(queries): State<Queries>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    let breaches = query.map(|Query(query)| queries.breaches(request.method(), &path, &query)).unwrap_or_default();
    if breaches.is_empty() {
        return next.run(request).await;
    }
    let refusal = Refusal::new("invalid-fields", Kind::Usage);
    let field = |refusal: Refusal, (name, code): &(String, &str)| refusal.field(name, Problem::new(code, Kind::Usage));
    breaches.iter().fold(refusal, field).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_tells_what_a_query_may_hold() {
        let queries = Queries::of(&crate::document());
        let asked = |method: Method, path: &str, name: &str, value: String| {
            let query = [(name.to_owned(), value), ("other".to_owned(), "x".repeat(500))];
            queries.breaches(&method, path, &query).into_iter().map(|(_, code)| code).collect::<Vec<_>>()
        };
        let sector = |length| asked(Method::HEAD, "/api/v1/technologies", "sector", "铝".repeat(length));
        assert!(sector(80).is_empty());
        assert_eq!(sector(81), ["too-long"]);
        let year = |year: &str| asked(Method::GET, "/api/v1/plants/{id}/results", "year", year.to_owned());
        for within in ["1990", "2100", "", "x"] {
            assert!(year(within).is_empty(), "{within}");
        }
        for beyond in ["1989", "2101", "-1"] {
            assert_eq!(year(beyond), ["out-of-range"], "{beyond}");
        }
        assert!(asked(Method::POST, "/api/v1/technologies", "sector", "x".repeat(500)).is_empty());
    }
}
