use proptest::prelude::*;

use super::Formula;

fn value(text: &str) -> f64 {
    let names = |name: &str| match name {
        "x" => Some(3.0),
        "dc_kwh" => Some(12.9),
        "效率" => Some(0.5),
        _ => None,
    };
    Formula::parse(text).and_then(|formula| formula.evaluate(names)).unwrap_or_else(|error| panic!("{error}"))
}

fn told(text: &str) -> String {
    match Formula::parse(text).and_then(|formula| formula.evaluate(|_| None)) {
        Ok(value) => panic!("`{text}` gives {value}"),
        Err(error) => format!("{}: {error}", error.code()),
    }
}

#[test]
fn arithmetic_follows_spreadsheets_and_openlca() {
    for (text, expected) in [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("2 - 3 - 4", -5.0),
        ("16 / 4 / 2", 2.0),
        ("-2^2", 4.0),
        ("2^3^2", 64.0),
        ("2^-1", 0.5),
        ("2**3", 8.0),
        ("--x", 3.0),
        ("7 div 2", 3.0),
        ("7 mod 4", 3.0),
        ("1e-3 * 1E3", 1.0),
        (".5 + 1.", 1.5),
        ("44 / 12", 44.0 / 12.0),
        ("X * DC_kWh", 38.7),
        ("12.9 ÷ 效率", 25.8),
        ("2 × （3 + 4）", 14.0),
    ] {
        assert!((value(text) - expected).abs() < 1e-12, "{text} gives {}", value(text));
    }
}

#[test]
fn conditions_are_one_and_zero() {
    for (text, expected) in [
        ("1 < 2", 1.0),
        ("2 <= 1", 0.0),
        ("1 = 1", 1.0),
        ("1 == 2", 0.0),
        ("1 <> 2", 1.0),
        ("1 != 1", 0.0),
        ("1 ≥ 1", 1.0),
        ("1 > 2 or 2 > 1 and 1 > 2", 0.0),
        ("1 | 0 & 0", 1.0),
        ("true xor true", 0.0),
        ("and(1; 1; 0)", 0.0),
        ("or (1; 0)", 1.0),
        ("not(0)", 1.0),
        ("if(x > 2; 10; 20)", 10.0),
        ("IF(x > 5, 10, 20)", 20.0),
        ("iff(x = 0; 1 / 0; 5)", 5.0),
        ("1 + 1 = 2", 1.0),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn functions_have_their_known_values() {
    for (text, expected) in [
        ("abs(-2)", 2.0),
        ("sqrt(9)", 3.0),
        ("sqr(3)", 9.0),
        ("exp(0)", 1.0),
        ("ln(e)", 1.0),
        ("log(1000)", 3.0),
        ("log10(100)", 2.0),
        ("lg(10)", 1.0),
        ("pow(2; 10)", 1024.0),
        ("power(2, 0.5)", std::f64::consts::SQRT_2),
        ("ipower(2; 3.9)", 8.0),
        ("min(3; 1; 2)", 1.0),
        ("max(3, 1, 2)", 3.0),
        ("sum(1; 2; 3)", 6.0),
        ("avg(1; 2; 3)", 2.0),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -3.0),
        ("round(2.345; 2)", 2.35),
        ("round(1250, -2)", 1300.0),
        ("floor(-1.5)", -2.0),
        ("ceil(-1.5)", -1.0),
        ("int(-1.5)", -1.0),
        ("frac(1.25)", 0.25),
        ("sin(pi / 2)", 1.0),
        ("cos(PI)", -1.0),
        ("tan(pi / 4)", 1.0),
        ("cotan(pi / 4)", 1.0),
        ("4 * atan(1)", std::f64::consts::PI),
    ] {
        assert!((value(text) - expected).abs() < 1e-12, "{text} gives {}", value(text));
    }
}

#[test]
fn a_parameter_may_carry_the_name_of_a_constant() {
    let formula = Formula::parse("E * 2").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(formula.names(), ["e"]);
    assert_eq!(formula.evaluate(|name| (name == "e").then_some(5.0)), Ok(10.0));
}

#[test]
fn defects_are_told_with_their_place() {
    assert_eq!(told("1 +"), "formula-syntax: formula `1 +`: expected a number, a name or `(` at character 4");
    assert_eq!(told("电 * * 2"), "formula-syntax: formula `电 * * 2`: expected a number, a name or `(` at character 5");
    assert_eq!(told("(1 + 2"), "formula-syntax: formula `(1 + 2`: expected `)` at character 7");
    assert_eq!(told("1 + 2)"), "formula-syntax: formula `1 + 2)`: a `)` that nothing opens at character 6");
    assert_eq!(told("2 x"), "formula-syntax: formula `2 x`: expected an operator or the end at character 3");
    assert_eq!(told("1,5"), "formula-syntax: formula `1,5`: expected an operator or the end at character 2");
    assert_eq!(told("3 $ 4"), "formula-syntax: formula `3 $ 4`: `$` has no meaning at character 3");
    assert_eq!(
        told("1 + sinus(2)"),
        "formula-syntax: formula `1 + sinus(2)`: no function is called `sinus` at character 5"
    );
    assert_eq!(
        told("if(1; 2)"),
        "formula-syntax: formula `if(1; 2)`: `if` takes three arguments, not 2 at character 1"
    );
    assert_eq!(told(""), "formula-syntax: formula ``: expected a number, a name or `(` at character 1");
    assert_eq!(told("a + 1"), "unknown-parameter: formula `a + 1` uses `a`, which is not defined");
    assert_eq!(told("1 / 0"), "formula-not-finite: formula `1 / 0` gives inf");
    assert_eq!(told("min(ln(-1); 1)"), "formula-not-finite: formula `min(ln(-1); 1)` gives NaN");
    assert_eq!(told("if(0 / 0 > 1; 1; 2)"), "formula-not-finite: formula `if(0 / 0 > 1; 1; 2)` gives NaN");
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(value(&nested(64)), 1.0);
    assert!(told(&nested(100_000)).contains("more than 64 parentheses inside each other"));
    assert_eq!(value(&format!("{}1", "-".repeat(100_000))), 1.0);
    assert_eq!(value(&vec!["1"; 100_000].join("+")), 100_000.0);
    assert_eq!(value(&vec!["1"; 100_000].join("^")), 1.0);
}

/// A formula and its value, built side by side.
fn formula() -> impl Strategy<Value = (String, f64)> {
    let number = (1_u32..100).prop_map(|n| (n.to_string(), f64::from(n)));
    number.prop_recursive(6, 64, 2, |inner| {
        (inner.clone(), inner, 0..7)
            .prop_map(|((a, x), (b, y), operator)| match operator {
                0 => (format!("({a} + {b})"), x + y),
                1 => (format!("({a}-{b})"), x - y),
                2 => (format!("({a}) * ({b})"), x * y),
                3 => (format!("-({a})"), -x),
                4 => (format!("max({a}; {b})"), x.max(y)),
                5 => (format!("If({a} < {b}, {a}, {b})"), if x < y { x } else { y }),
                _ => (format!("abs( {a} )"), x.abs()),
            })
            .prop_map(|(text, value)| (format!("({text})"), value))
    })
}

proptest! {
    #[test]
    fn values_agree_with_the_same_sums_in_rust((text, expected) in formula()) {
        let found = Formula::parse(&text).and_then(|formula| formula.evaluate(|_| None));
        prop_assert_eq!(found, Ok(expected), "{}", text);
    }

    #[test]
    fn bound_and_looked_up_names_agree(a in -1e3..1e3_f64, b in -1e3..1e3_f64) {
        let formula = Formula::parse("a * b + if(a > B; a; pi)").unwrap();
        let program = formula.bind(|name| Some(match name { "a" => 1, "b" => 0, _ => return None })).unwrap();
        let direct = formula.evaluate(|name| match name { "a" => Some(a), "b" => Some(b), _ => None });
        prop_assert_eq!(direct, Ok(program.run(&[b, a], &mut Vec::new())));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}", likely in "[a-e0-9.+*/^<>=()&|,; -]{0,40}", word in "[a-z]{0,6}\\(") {
        for text in [&text, &likely, &format!("{word}{likely})")] {
            if let Err(error) = Formula::parse(text).and_then(|formula| formula.evaluate(|_| Some(1.0))) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
