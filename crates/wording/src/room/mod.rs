//! The errors of the rooms as problems: each with the words of the catalogues and what it names as their arguments.
//!
//! What a parser or the system says of its own accord (`reason`) is passed on as it is, behind the sentence that says
//! what and where.

mod accounts;
mod activity;
mod diagnosis;
mod interchange;
mod inventory;
mod network;
mod quantity;
mod registry;

use verdigris_assessment::Failure;

use crate::problem::Problem;

impl From<Failure> for Problem {
    fn from(error: Failure) -> Self {
        match error {
            Failure::Activity(error) => error.into(),
            Failure::Account(error) => error.into(),
            Failure::Diagnosis(error) => error.into(),
        }
    }
}

/// A problem with its arguments, those of integers and words alike.
fn told(code: &str, kind: crate::Kind, arguments: &[(&str, &dyn ToString)]) -> Problem {
    arguments.iter().fold(Problem::new(code, kind), |problem, (name, value)| problem.with(name, value.to_string()))
}
