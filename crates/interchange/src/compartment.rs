//! From the compartment words of other formats to the vocabulary of `docs/formats/tables.md`.
//!
//! Words seen in published data: openLCA (`Emission to air/urban air close to ground`), ILCD (`Emissions to
//! non-urban air or from high stacks`), ecoinvent (`low population density, long-term`), SimaPro (`high. pop.`,
//! `groundwater, long-term`), the federal elementary flow list (`emission/air/troposphere/rural/ground-level`).

use verdigris_network::Compartment;

/// The compartment a path of category names stands for; empty when no medium is named.
pub fn from_path(path: &str) -> Compartment {
    let text = path.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let sub = if any(&["resource", "raw material", "natural resource"]) || text.starts_with("in ground") {
        resource(&text)
    } else if any(&["emission/ground", "soil"]) {
        if any(&["agric"]) {
            "soil/agricultural"
        } else if any(&["indust"]) {
            "soil/industrial"
        } else {
            "soil"
        }
    } else if names_air(&text) {
        if any(&["stratosphere", "upper troposphere"]) {
            "air/stratosphere"
        } else if any(&["low population", "low. pop", "non-urban", "rural", "low pop"]) {
            "air/rural"
        } else if any(&["high population", "high. pop", "urban", "high pop"]) {
            "air/urban"
        } else {
            "air"
        }
    } else if any(&["water", "ocean", "river", "lake"]) {
        if any(&["ground", "fossil"]) {
            "water/ground"
        } else if any(&["ocean", "sea", "marine", "saline", "salt"]) {
            "water/sea"
        } else if any(&["fresh", "river", "lake", "surface", "reservoir"]) {
            "water/fresh"
        } else {
            "water"
        }
    } else {
        ""
    };
    Compartment::new(sub)
}

/// Whether the text names air as a word of its own (`repair` does not).
fn names_air(text: &str) -> bool {
    text.contains("atmosphere")
        || text.contains("airborne")
        || text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "air")
}

fn resource(text: &str) -> &'static str {
    let last = text.rsplit('/').find(|level| !level.contains("unspecified")).unwrap_or_default();
    let has = |word: &str| last.contains(word);
    if has("land") {
        "resource/land"
    } else if has("biotic") || has("biolog") || has("renewable") && has("material") {
        "resource/biotic"
    } else if has("water") {
        "resource/water"
    } else if names_air(last) {
        "resource/air"
    } else if has("ground") || has("fossil") || has("mineral") || has("metal") || has("soil") {
        "resource/ground"
    } else {
        "resource"
    }
}

/// The path openLCA's own reference list uses for a compartment.
pub fn to_openlca(compartment: &Compartment) -> &'static str {
    match compartment.0.as_str() {
        "air" => "Elementary flows/Emission to air/unspecified",
        "air/urban" => "Elementary flows/Emission to air/high population density",
        "air/rural" => "Elementary flows/Emission to air/low population density",
        "air/stratosphere" => "Elementary flows/Emission to air/lower stratosphere + upper troposphere",
        "water" => "Elementary flows/Emission to water/unspecified",
        "water/fresh" => "Elementary flows/Emission to water/surface water",
        "water/ground" => "Elementary flows/Emission to water/ground water",
        "water/sea" => "Elementary flows/Emission to water/ocean",
        "soil" => "Elementary flows/Emission to soil/unspecified",
        "soil/agricultural" => "Elementary flows/Emission to soil/agricultural",
        "soil/industrial" => "Elementary flows/Emission to soil/industrial",
        "resource" => "Elementary flows/Resource/unspecified",
        "resource/ground" => "Elementary flows/Resource/in ground",
        "resource/water" => "Elementary flows/Resource/in water",
        "resource/air" => "Elementary flows/Resource/in air",
        "resource/biotic" => "Elementary flows/Resource/biotic",
        "resource/land" => "Elementary flows/Resource/land",
        _ => "Elementary flows",
    }
}

/// All paths of the vocabulary.
pub use verdigris_network::table::schema::COMPARTMENTS as VOCABULARY;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_words_are_known() {
        for (path, expected) in [
            ("Elementary flows/Emission to air/urban air close to ground", "air/urban"),
            ("Elementary flows/Emission to air/low population density, long-term", "air/rural"),
            ("Emissions/Emissions to air/Emissions to non-urban air or from high stacks", "air/rural"),
            ("emission/air/troposphere/rural/ground-level", "air/rural"),
            ("air/low. pop.", "air/rural"),
            ("Elementary flows/Emission to water/ground water, long-term", "water/ground"),
            ("water/ocean", "water/sea"),
            ("water/river", "water/fresh"),
            ("Elementary Flows/NETL Elementary Flows/Emission output to freshwater", "water/fresh"),
            ("Elementary Flows/NETL Elementary Flows/Emission output to atmosphere", "air"),
            ("soil/forestry", "soil"),
            ("soil/agricultural", "soil/agricultural"),
            ("resource/in air", "resource/air"),
            ("resource/ground-", "resource/ground"),
            ("Elementary flows/Resource/in water", "resource/water"),
            ("resource/unspecified", "resource"),
            ("Elementary Flows/NETL/[Resource] water needed during mine operations", "resource/water"),
            ("final-waste-flow/unspecified treatment", ""),
            ("non-material", ""),
        ] {
            assert_eq!(from_path(path).0, expected, "{path}");
        }
    }

    #[test]
    fn the_vocabulary_survives_openlca() {
        for path in VOCABULARY {
            assert_eq!(from_path(to_openlca(&Compartment::new(*path))).0, *path);
        }
    }
}
