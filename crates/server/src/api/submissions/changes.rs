//! What differs between two versions of a year's records.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use verdigris_activity::{Activity, Record};
use verdigris_alliance::SubmissionId;
use verdigris_quantity::Label;
use verdigris_study::Packaged;

/// A figure as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
struct RecordedFigure {
    /// As written.
    value: String,
    /// Its unit.
    unit: String,
    /// How it was obtained.
    quality: String,
}

/// A figure added, taken away or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
struct RecordChange {
    /// Process unit; empty for the plant as a whole.
    process_unit: String,
    /// Item.
    item: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Label>)]
    item_name: Option<Label>,
    /// Measure.
    measure: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Label>)]
    measure_name: Option<Label>,
    /// Meter; may be empty.
    meter: String,
    /// Month; absent for the whole year.
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<u8>,
    /// As it was; absent where it was not recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<RecordedFigure>,
    /// As it is; absent where it is no longer recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<RecordedFigure>,
}

/// The version before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
struct VersionBefore {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: SubmissionId,
    /// Its version.
    version: u64,
}

/// What a version changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct SubmissionChanges {
    /// The version before; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<VersionBefore>,
    /// Figures that differ, in order of process unit, item, measure, meter and month.
    changes: Vec<RecordChange>,
}

type Key<'a> = (&'a str, &'a str, &'a str, &'a str, Option<u8>);

/// Figures by what they are of. A file may record the same twice; then the figures stand in its order.
fn figures(activity: &Activity) -> BTreeMap<Key<'_>, Vec<RecordedFigure>> {
    let mut all: BTreeMap<Key<'_>, Vec<RecordedFigure>> = BTreeMap::new();
    for record in &activity.records {
        let Record { process_unit, item, measure, meter, month, value, unit, quality, .. } = record;
        let quality = serde_json::to_value(quality).ok().and_then(|word| word.as_str().map(str::to_owned));
        let figure =
            RecordedFigure { value: value.to_string(), unit: unit.clone(), quality: quality.unwrap_or_default() };
        all.entry((process_unit, item, measure, meter, *month)).or_default().push(figure);
    }
    all
}

impl SubmissionChanges {
    /// Of a first version.
    pub(super) fn first() -> Self {
        Self { before: None, changes: Vec::new() }
    }

    /// Between two versions.
    pub(super) fn between(id: SubmissionId, version: u64, then: &Activity, now: &Activity) -> Self {
        let (then, now) = (figures(then), figures(now));
        let mut keys: Vec<&Key<'_>> = then.keys().chain(now.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let vocabulary = Packaged::get().ok().map(|packaged| &packaged.vocabulary);
        let mut changes = Vec::new();
        for key in keys {
            let none = Vec::new();
            let (before, after) = (then.get(key).unwrap_or(&none), now.get(key).unwrap_or(&none));
            for place in 0..before.len().max(after.len()) {
                let (before, after) = (before.get(place).cloned(), after.get(place).cloned());
                if before == after {
                    continue;
                }
                let (process_unit, item, measure, meter, month) = *key;
                changes.push(RecordChange {
                    process_unit: process_unit.to_owned(),
                    item: item.to_owned(),
                    item_name: vocabulary.and_then(|words| Some(words.item(item)?.name.clone())),
                    measure: measure.to_owned(),
                    measure_name: vocabulary.and_then(|words| Some(words.measure(measure)?.name.clone())),
                    meter: meter.to_owned(),
                    month,
                    before,
                    after,
                });
            }
        }
        Self { before: Some(VersionBefore { id, version }), changes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(item: &str, month: u8, value: &str) -> Record {
        Record {
            item: item.into(),
            measure: "used".into(),
            month: Some(month),
            value: value.parse().unwrap(),
            unit: "t".into(),
            ..Record::default()
        }
    }

    #[test]
    fn only_what_differs_is_told() {
        let of = |records: Vec<Record>| Activity { records, ..Activity::default() };
        let then = of(vec![record("coke", 1, "10"), record("coke", 2, "11"), record("pitch", 1, "1")]);
        let now = of(vec![record("coke", 2, "12"), record("coke", 1, "10"), record("alumina", 1, "5")]);
        let told = SubmissionChanges::between(SubmissionId::from_bits(7), 1, &then, &now);
        let value = |figure: &Option<RecordedFigure>| figure.as_ref().map(|figure| figure.value.clone());
        let brief: Vec<_> = told
            .changes
            .iter()
            .map(|change| (change.item.as_str(), change.month, value(&change.before), value(&change.after)))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            brief,
            [
                ("alumina", Some(1), None, some("5")),
                ("coke", Some(2), some("11"), some("12")),
                ("pitch", Some(1), some("1"), None),
            ]
        );
        assert!(SubmissionChanges::between(SubmissionId::from_bits(7), 1, &now, &now).changes.is_empty());
    }
}
