//! Units against definitions of the SI brochure and Chinese trade units; round trips by property.

use proptest::prelude::*;
use verdigris_quantity::{Amount, QuantityError, Unit};

fn convert(from: &str, to: &str) -> f64 {
    Unit::parse(from).unwrap().convert(1.0, &Unit::parse(to).unwrap()).unwrap()
}

#[test]
fn conversion_factors_are_exact() {
    for (from, to, expected) in [
        ("kWh", "MJ", 3.6),
        ("万kWh", "kWh", 10_000.0),
        ("亿千瓦时", "GWh", 100.0),
        ("万吨", "t", 10_000.0),
        ("万t", "kt", 10.0),
        ("tce", "GJ", 29.3076),
        ("kgce/t", "MJ/kg", 0.0293076),
        ("万tce", "kgce", 1e7),
        ("lb", "g", 453.59237),
        ("gal", "l", 3.785411784),
        ("ft3", "m3", 0.028316846592),
        ("mmBTU", "MJ", 1055.05585262),
        ("亩", "m2", 2000.0 / 3.0),
        ("ha*a", "m2*a", 10_000.0),
        ("kBq", "Bq", 1000.0),
        ("t·km", "kg*km", 1000.0),
        ("tkm", "t*km", 1.0),
        ("kWh/(m2*a)", "Wh/m^2/a", 1000.0),
        ("m³", "L", 1000.0),
        ("µg", "ng", 1000.0),
        ("MWh/t", "kWh/kg", 1.0),
        ("m²·a", "m2a", 1.0),
    ] {
        assert_eq!(convert(from, to), expected, "{from} → {to}");
    }
}

#[test]
fn a_dimension_error_names_both_sides() {
    let error = Unit::parse("MWh").unwrap().factor_to(&Unit::parse("t").unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "dimensions differ: MWh is energy, t is mass");
    for (left, right) in [("Nm3", "m3"), ("Bq", "1/s"), ("CNY", "USD"), ("EUR", "EUR2000"), ("t*km", "kg")] {
        let result = Unit::parse(left).unwrap().factor_to(&Unit::parse(right).unwrap());
        assert!(matches!(result, Err(QuantityError::DimensionMismatch { .. })), "{left} {right}");
    }
}

#[test]
fn amounts_read_as_people_write_them() {
    let amount = Amount::parse("13.5 MWh/t").unwrap();
    assert_eq!((amount.value, amount.unit.symbol()), (13.5, "MWh/t"));
    assert_eq!(amount.to(&Unit::parse("kWh/t").unwrap()).unwrap().value, 13_500.0);
    assert_eq!(Amount::parse("1,234.5 t").unwrap().value, 1234.5);
    assert_eq!(Amount::parse("3万吨").unwrap().to(&Unit::parse("kg").unwrap()).unwrap().value, 3e7);
    assert_eq!(Amount::parse("5e-3 kg").unwrap().value, 0.005);
    assert_eq!(Amount::parse("-2 t").unwrap().value, -2.0);
    assert_eq!(Amount::parse("7").unwrap().unit, Unit::one());
    for bad in ["", "t", "1,23 t", "1 flurb", "2 kg/", "3 kg^x", "4 (kg", "1e999 kg"] {
        assert!(Amount::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn arithmetic_keeps_dimensions() {
    let intensity = Amount::parse("13500 kWh/t").unwrap();
    let output = Amount::parse("2 万吨").unwrap();
    let energy = intensity.times(&output).unwrap().to(&Unit::parse("GWh").unwrap()).unwrap();
    assert!((energy.value - 270.0).abs() < 1e-9);
    assert!(intensity.plus(&output).is_err());
    let back = energy.per(&output).unwrap().to(&Unit::parse("kWh/t").unwrap()).unwrap();
    assert!((back.value - 13_500.0).abs() < 1e-9);
}

const SYMBOLS: &[&str] =
    &["kg", "t", "万吨", "lb", "oz", "MJ", "kWh", "tce", "kgce", "m3", "gal", "ha", "km2", "Bq", "d", "a"];

proptest! {
    #[test]
    fn conversion_round_trips(a in 0..SYMBOLS.len(), b in 0..SYMBOLS.len(), value in -1e12_f64..1e12) {
        let (from, to) = (Unit::parse(SYMBOLS[a]).unwrap(), Unit::parse(SYMBOLS[b]).unwrap());
        if let Ok(there) = from.convert(value, &to) {
            let back = to.convert(there, &from).unwrap();
            prop_assert!((back - value).abs() <= 4.0 * f64::EPSILON * value.abs());
        }
    }

    #[test]
    fn parsing_never_panics(text in "\\PC{0,24}") {
        let _ = Unit::parse(&text);
        let _ = Amount::parse(&text);
    }
}
