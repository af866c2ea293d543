//! What to decompose: an earlier record of the plant against this one, else the first half of the year against the second.

use verdigris_activity::{Activity, Plant, Year};
use verdigris_diagnosis::{diagnose::Comparison, lmdi::sources_chain};
use verdigris_quantity::{Label, Language};

use crate::{
    Failure, Library,
    period::{emissions, months},
};

/// The comparisons that the records allow.
pub fn comparisons(
    activity: &Activity,
    year: &Year,
    earlier: Option<&Year>,
    library: &Library<'_>,
) -> Result<Vec<Comparison>, Failure> {
    let (from, to, label) = if let Some(earlier) = earlier {
        let named = |plant: &Plant, language| format!("{} {}", plant.name.get(language), plant.year);
        let [en, zh] = [Language::En, Language::Zh]
            .map(|language| [named(&earlier.plant, language), named(&year.plant, language)]);
        let label = Label::new(
            format!("scope 1 and location-based scope 2, {} to {}", en[0], en[1]),
            format!("范围1与范围2（基于位置）排放：{} → {}", zh[0], zh[1]),
        );
        (emissions(earlier, library)?, emissions(year, library)?, label)
    } else {
        let of = activity.plant.year;
        let label = Label::new(
            format!("scope 1 and location-based scope 2, first to second half of {of}"),
            format!("范围1与范围2（基于位置）排放：{of}年上半年→下半年"),
        );
        let half = |part| emissions(&months(activity, part, library)?, library);
        (half(1..=6)?, half(7..=12)?, label)
    };
    let (Some(from), Some(to)) = (from, to) else { return Ok(Vec::new()) };
    let (factors, categories) = sources_chain(&from, &to)?;
    Ok(vec![Comparison { label, factors, categories, unit: "t".to_owned(), decimals: 1 }])
}
