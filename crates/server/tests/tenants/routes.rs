//! The routes asked, and who sees what by them according to the decision.

use verdigris_alliance::{Action, Field};

use crate::world::{Sight, World};

/// Kinds of objects with an id in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Plant,
    Submission,
    Result,
    Import,
    Job,
    Grant,
    Organisation,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Plant, Self::Submission, Self::Result, Self::Import, Self::Job, Self::Grant, Self::Organisation];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Plant => "plant",
            Self::Submission => "submission",
            Self::Result => "result",
            Self::Import => "import",
            Self::Job => "job",
            Self::Grant => "grant",
            Self::Organisation => "organisation",
        }
    }

    /// Whether every member knows that the object exists.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Organisation)
    }

    /// Whether an asker knows that the object exists, and may be told that something of it is withheld.
    pub fn is_known(self, sight: &Sight, world: &World, id: &str) -> bool {
        self.is_open() || (self == Self::Plant && sight.any(world.object(id), Field::ALL))
    }
}

/// A route and who sees by it.
pub struct Route {
    pub pattern: &'static str,
    pub kind: Kind,
    pub query: &'static str,
    pub seen: fn(&Sight, &World, &str) -> bool,
}

impl Route {
    pub fn path(&self, id: &str) -> String {
        format!("{}{}", self.pattern.replace("{id}", id).replace("{name}", "report.zh.pdf"), self.query)
    }
}

const fn route(pattern: &'static str, kind: Kind, seen: fn(&Sight, &World, &str) -> bool) -> Route {
    Route { pattern, kind, query: "", seen }
}

/// Fields any of which shows that there is a result.
const RESULT: [Field; 5] = [Field::Accounts, Field::Footprint, Field::Diagnosis, Field::Measures, Field::Report];

pub const ROUTES: &[Route] = &[
    route("/plants/{id}", Kind::Plant, |sight, world, id| sight.any(world.object(id), Field::ALL)),
    route("/plants/{id}/submissions", Kind::Plant, |sight, world, id| sight.any(world.object(id), Field::ALL)),
    route("/plants/{id}/results", Kind::Plant, |sight, world, id| sight.any(world.object(id), Field::ALL)),
    Route {
        query: "?year=2024",
        ..route("/plants/{id}/template", Kind::Plant, |sight, world, id| sight.any(world.object(id), &[Field::Profile]))
    },
    route("/submissions/{id}", Kind::Submission, |sight, world, id| {
        sight.any(world.object(id), &[Field::Records, Field::File])
    }),
    route("/submissions/{id}/file", Kind::Submission, |sight, world, id| sight.any(world.object(id), &[Field::File])),
    route("/submissions/{id}/records", Kind::Submission, |sight, world, id| {
        sight.any(world.object(id), &[Field::Records])
    }),
    route("/submissions/{id}/changes", Kind::Submission, |sight, world, id| {
        sight.any(world.object(id), &[Field::Records])
    }),
    route("/results/{id}", Kind::Result, |sight, world, id| sight.any(world.object(id), &RESULT)),
    route("/results/{id}/files", Kind::Result, |sight, world, id| sight.any(world.object(id), &RESULT)),
    route("/results/{id}/files/{name}", Kind::Result, |sight, world, id| sight.any(world.object(id), &[Field::Report])),
    route("/results/{id}/trace", Kind::Result, |sight, world, id| sight.any(world.object(id), &[Field::Accounts])),
    route("/imports/{id}", Kind::Import, |sight, world, id| sight.own(world.object(id))),
    route("/jobs/{id}", Kind::Job, |sight, world, id| sight.reads() && world.job_person(id) == sight.viewer.person),
    route("/grants/{id}", Kind::Grant, |sight, world, id| {
        let (owner, reader) = world.parties(id);
        sight.may(Action::SeeGrant { owner, reader })
    }),
    route("/organisations/{id}", Kind::Organisation, |sight, _, _| sight.reads()),
    route("/organisations/{id}/people", Kind::Organisation, |sight, _, id| {
        sight.may(Action::SeePeople { organisation: id.parse().unwrap() })
    }),
];

/// Routes with an id that hold nothing of a member, or wait for what ends by itself; named so that a new one is noticed.
pub const OPEN: &[&str] = &[
    "/documents/{id}",
    "/documents/{id}/attachments/{attachment}",
    "/jobs/{id}/events",
    "/log/tile/{level}/{place}",
    "/log/tile/entries/{place}",
    "/session/oidc/{provider}",
    "/session/oidc/{provider}/callback",
];

/// Lists, each searched for what the asker may not read.
pub const LISTS: &[&str] = &[
    "/home",
    "/plants?limit=200",
    "/grants?limit=200",
    "/grants?state=active",
    "/accesses?limit=200",
    "/accesses?others=true",
    "/emergencies?limit=200",
    "/notices?limit=200",
    "/jobs?limit=200",
    "/organisations?limit=200",
    "/log/entries?limit=200",
    "/session",
    "/account/sessions",
    "/account/tokens",
    "/account/passkeys",
];
