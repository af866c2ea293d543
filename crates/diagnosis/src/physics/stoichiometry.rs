//! Least alumina and carbon per tonne of aluminium: `2 Al₂O₃ + 3 C → 4 Al + 3 CO₂`.
//!
//! No cell makes aluminium from less; a record below it is a wrong meter, stock or product. Real consumption lies above.

use verdigris_quantity::{Label, Origin, Trace};

use super::{Check, Verdict, amount};
use crate::{answer::Answer, energy::Meter};

/// Molar masses in g/mol, as in the table of enthalpies.
const ALUMINIUM: f64 = 26.981_54;
const ALUMINA: f64 = 101.961_28;
const CARBON: f64 = 12.0107;

pub(super) fn checks(meter: &Meter<'_>) -> Vec<Check> {
    let alumina = 2.0 * ALUMINA / (4.0 * ALUMINIUM);
    let carbon = 3.0 * CARBON / (4.0 * ALUMINIUM);
    vec![
        least(
            meter,
            "alumina-stoichiometry",
            "alumina",
            Label::new("alumina consumed against the least for the metal made", "氧化铝消耗与理论最低消耗"),
            alumina,
        ),
        least(
            meter,
            "anode-stoichiometry",
            "net-anode",
            Label::new("net anodes consumed against the least for the metal made", "炭阳极净耗与理论最低消耗"),
            carbon,
        ),
    ]
}

fn least(meter: &Meter<'_>, id: &str, item: &str, label: Label, per_tonne: f64) -> Check {
    let expected = amount(meter, "liquid-aluminium", "produced").map(|metal| {
        let origin = Origin {
            source: "2 Al2O3 + 3 C = 4 Al + 3 CO2".into(),
            place: "Al 26.98154, Al2O3 101.96128, C 12.0107 g/mol".into(),
            trust: "C".into(),
            ..Origin::default()
        };
        let name = Label::new("least per tonne of aluminium", "吨铝理论最低消耗");
        let factor = Trace::datum(name, per_tonne, "t/t", Some(origin));
        let label = Label::new("least for the metal made", "理论最低消耗量");
        Trace::computed(label, metal.value * per_tonne, "t", "metal × least", vec![metal, factor])
    });
    let mut check = Check::compare(id, label, amount(meter, item, "used"), expected, 0.0);
    check.verdict = match (check.deviation, check.verdict) {
        (Some(excess), Answer::Known(_)) if excess >= 0.0 => Answer::Known(Verdict::Consistent),
        (_, Answer::Known(_)) => Answer::Known(Verdict::Impossible),
        (_, missing) => missing,
    };
    check
}
