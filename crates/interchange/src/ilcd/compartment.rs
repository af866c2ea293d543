//! ILCD's categories of elementary flows in the product's vocabulary of compartments.
//!
//! Categories: *ILCD reference elementary flows*, levels "Emissions", "Resources" and "Land use". Indoor and long-term
//! emissions have no compartment of their own in the vocabulary and stand in the medium as a whole.

use verdigris_network::Compartment;

/// The compartment of a category path such as `Emissions/Emissions to air/Emissions to air, unspecified`.
pub(crate) fn compartment(category: &str) -> Compartment {
    let lower = category.to_lowercase();
    let has = |part: &str| lower.contains(part);
    let path = if has("land use") || has("land occupation") || has("land transformation") {
        "resource/land"
    } else if has("resource") {
        match () {
            () if has("from ground") => "resource/ground",
            () if has("from water") => "resource/water",
            () if has("from air") => "resource/air",
            () if has("from bio") => "resource/biotic",
            () => "resource",
        }
    } else if has("to air") || has("urban air") || has("stratosphere") {
        match () {
            () if has("non-urban") || has("high stacks") => "air/rural",
            () if has("urban") => "air/urban",
            () if has("stratosphere") => "air/stratosphere",
            () => "air",
        }
    } else if has("to water") || has("to fresh water") || has("to sea water") {
        match () {
            () if has("sea water") => "water/sea",
            () if has("ground water") || has("groundwater") => "water/ground",
            () if has("fresh water") => "water/fresh",
            () => "water",
        }
    } else if has("to soil") || has("agricultural soil") {
        match () {
            () if has("non-agricultural") || has("industrial") => "soil/industrial",
            () if has("agricultural") => "soil/agricultural",
            () => "soil",
        }
    } else {
        ""
    };
    Compartment::new(path)
}

/// The category that stands for a compartment when writing.
pub(crate) fn category(compartment: &Compartment) -> [&'static str; 3] {
    match compartment.0.as_str() {
        "air/urban" => ["Emissions", "Emissions to air", "Emissions to urban air close to ground"],
        "air/rural" => ["Emissions", "Emissions to air", "Emissions to non-urban air or from high stacks"],
        "air/stratosphere" => {
            ["Emissions", "Emissions to air", "Emissions to lower stratosphere and upper troposphere"]
        }
        "water/fresh" => ["Emissions", "Emissions to water", "Emissions to fresh water"],
        "water/ground" => ["Emissions", "Emissions to water", "Emissions to ground water"],
        "water/sea" => ["Emissions", "Emissions to water", "Emissions to sea water"],
        "soil/agricultural" => ["Emissions", "Emissions to soil", "Emissions to agricultural soil"],
        "soil/industrial" => ["Emissions", "Emissions to soil", "Emissions to non-agricultural soil"],
        "resource/ground" => ["Resources", "Resources from ground", "Non-renewable material resources from ground"],
        "resource/water" => ["Resources", "Resources from water", "Renewable material resources from water"],
        "resource/air" => ["Resources", "Resources from air", "Renewable material resources from air"],
        "resource/biotic" => ["Resources", "Resources from biosphere", "Renewable material resources from biosphere"],
        "resource/land" => ["Land use", "Land occupation", ""],
        _ => match compartment.medium() {
            "air" => ["Emissions", "Emissions to air", "Emissions to air, unspecified"],
            "water" => ["Emissions", "Emissions to water", "Emissions to water, unspecified"],
            "soil" => ["Emissions", "Emissions to soil", "Emissions to soil, unspecified"],
            "resource" => ["Resources", "Resources, unspecified", ""],
            _ => ["Other elementary flows", "", ""],
        },
    }
}

#[cfg(test)]
mod tests {
    use verdigris_network::table::schema::COMPARTMENTS;

    use super::*;

    #[test]
    fn every_compartment_survives_writing_and_reading() {
        for &path in COMPARTMENTS.iter().chain([&""]) {
            let written = category(&Compartment::new(path)).join("/");
            assert_eq!(compartment(&written).0, path, "{written}");
        }
    }

    #[test]
    fn the_categories_of_the_reference_flows_are_known() {
        let at = |category: &str| compartment(category).0;
        assert_eq!(at("Emissions/Emissions to air/Emissions to air, indoor"), "air");
        assert_eq!(at("Emissions/Emissions to water/Emissions to water, unspecified (long-term)"), "water");
        assert_eq!(
            at("Resources/Resources from biosphere/Renewable energy resources from biosphere"),
            "resource/biotic"
        );
        assert_eq!(at("Land use/Land transformation"), "resource/land");
        assert_eq!(at("Emissions to urban air close to ground"), "air/urban");
        assert_eq!(at("Emissions to lower stratosphere and upper troposphere"), "air/stratosphere");
        assert_eq!(at("Materials production/Metals"), "");
    }
}
