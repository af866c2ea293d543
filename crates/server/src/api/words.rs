//! The alliance's closed lists of words, for the API document.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, OneOfBuilder, RefOr, Schema, schema::Type},
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name;

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    let words = verdigris_alliance::$name::ALL.iter().map(|word| word.as_str());
                    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    stringify!($name).into()
                }
            }
        )+
    };
}

words! {
    /// Parts of a plant's data.
    Field,
    /// What data are read for.
    Purpose,
    /// Moves of a grant.
    Move,
    /// The sides of a grant.
    Side,
    /// Where a grant stands.
    GrantState,
    /// Where an emergency stands.
    EmergencyState,
    /// What an organisation is.
    OrganisationKind,
    /// Where a member stands.
    MemberState,
    /// Steps of membership.
    MemberMove,
    /// Roles of mandates.
    Role,
    /// What an API token is good for.
    Scope,
}

/// Which plants: `"all"`, those to come included, or a list of ids.
#[derive(Debug)]
pub struct Plants;

impl PartialSchema for Plants {
    fn schema() -> RefOr<Schema> {
        let all = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["all"]));
        let list = ArrayBuilder::new().items(crate::schema::Id::schema()).min_items(Some(1)).max_items(Some(500));
        OneOfBuilder::new().item(all).item(list).into()
    }
}

impl ToSchema for Plants {
    fn name() -> Cow<'static, str> {
        "Plants".into()
    }
}
