//! Shapes of the API document for types of other crates.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

/// A text in English and Chinese; one may be missing.
#[derive(Debug, ToSchema)]
#[allow(dead_code)]
pub struct Label {
    /// English.
    #[schema(required = false)]
    en: String,
    /// 中文.
    #[schema(required = false)]
    zh: String,
}

/// An id: 32 hexadecimal characters.
#[derive(Debug)]
pub struct Id;

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{32}$")).into()
    }
}

impl ToSchema for Id {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}
