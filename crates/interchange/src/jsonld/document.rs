//! The JSON documents of openLCA, schema 1 and 2 through one set of structs: schema 2 renamed the flags, so each has
//! the older name as an alias. Fields the model has no use for are left out.

use serde::{Deserialize, Deserializer};

/// An absent field and a `null` are the same.
fn or_default<'de, T: Default + Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A struct whose fields may all be absent.
macro_rules! part {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub(super) struct $name {
            $($(#[$field_meta])* #[serde(deserialize_with = "or_default")] pub $field: $type,)*
        }
    };
}

/// A part with what all documents share.
macro_rules! document {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        part! { $(#[$meta])* $name {
            #[serde(rename = "@id")]
            id: String,
            name: String,
            description: Option<String>,
            category: Option<Category>,
            tags: Vec<String>,
            $($(#[$field_meta])* $field: $type,)*
        } }
    };
}

part! {
/// A reference to another document.
Ref {
    #[serde(rename = "@id")]
    id: Option<String>,
    name: Option<String>,
    internal_id: Option<i64>,
    flow_type: Option<String>,
    category: Option<Category>,
    /// Allocation factors of schema 1 name an exchange by its flow.
    flow: Option<Box<Ref>>,
} }

impl Ref {
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }
}

/// Schema 1 refers to a category document, schema 2 writes the path.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Category {
    Path(String),
    Ref(Box<Ref>),
}

document! { CategoryDocument {} }

document! { LocationDocument {
    code: Option<String>,
} }

document! { SourceDocument {
    text_reference: Option<String>,
    year: Option<i64>,
    url: Option<String>,
} }

part! { UnitDocument {
    #[serde(rename = "@id")]
    id: String,
    name: String,
    #[serde(alias = "referenceUnit")]
    is_ref_unit: bool,
    conversion_factor: Option<f64>,
} }

document! { UnitGroupDocument {
    units: Vec<UnitDocument>,
} }

document! { FlowPropertyDocument {
    unit_group: Option<Ref>,
} }

part! { FlowPropertyFactor {
    flow_property: Ref,
    conversion_factor: Option<f64>,
    #[serde(alias = "referenceFlowProperty")]
    is_ref_flow_property: bool,
} }

document! { FlowDocument {
    flow_type: Option<String>,
    cas: Option<String>,
    formula: Option<String>,
    synonyms: Option<String>,
    location: Option<Ref>,
    flow_properties: Vec<FlowPropertyFactor>,
} }

part! { UncertaintyDocument {
    distribution_type: Option<String>,
    geom_sd: Option<f64>,
    sd: Option<f64>,
    minimum: Option<f64>,
    mode: Option<f64>,
    maximum: Option<f64>,
} }

part! { ParameterDocument {
    name: String,
    description: Option<String>,
    #[serde(alias = "inputParameter")]
    is_input_parameter: bool,
    value: Option<f64>,
    formula: Option<String>,
    uncertainty: Option<UncertaintyDocument>,
} }

part! { ExchangeDocument {
    #[serde(rename = "@id")]
    id: Option<String>,
    internal_id: Option<i64>,
    #[serde(alias = "input")]
    is_input: bool,
    #[serde(alias = "quantitativeReference")]
    is_quantitative_reference: bool,
    #[serde(alias = "avoidedProduct")]
    is_avoided_product: bool,
    amount: Option<f64>,
    amount_formula: Option<String>,
    flow: Option<Ref>,
    unit: Option<Ref>,
    flow_property: Option<Ref>,
    default_provider: Option<Ref>,
    location: Option<Ref>,
    #[serde(alias = "pedigreeUncertainty")]
    dq_entry: Option<String>,
    base_uncertainty: Option<f64>,
    uncertainty: Option<UncertaintyDocument>,
    description: Option<String>,
    cost_value: Option<f64>,
} }

part! { AllocationFactorDocument {
    allocation_type: Option<String>,
    product: Option<Ref>,
    exchange: Option<Ref>,
    value: Option<f64>,
} }

part! { DocumentationDocument {
    technology_description: Option<String>,
    #[serde(alias = "accessRestrictions")]
    restrictions_description: Option<String>,
    valid_from: Option<String>,
    valid_until: Option<String>,
    publication: Option<Ref>,
    sources: Vec<Ref>,
} }

document! { ProcessDocument {
    process_type: Option<String>,
    location: Option<Ref>,
    process_documentation: DocumentationDocument,
    exchanges: Vec<ExchangeDocument>,
    parameters: Vec<ParameterDocument>,
    default_allocation_method: Option<String>,
    allocation_factors: Vec<AllocationFactorDocument>,
    exchange_dq_system: Option<Ref>,
} }

document! { MethodDocument {
    version: Option<String>,
    #[serde(alias = "lciaCategories")]
    impact_categories: Vec<Ref>,
} }

part! { ImpactFactorDocument {
    flow: Ref,
    flow_property: Option<Ref>,
    unit: Option<Ref>,
    value: Option<f64>,
    location: Option<Ref>,
} }

document! { ImpactCategoryDocument {
    #[serde(alias = "referenceUnitName")]
    ref_unit: Option<String>,
    impact_factors: Vec<ImpactFactorDocument>,
} }
