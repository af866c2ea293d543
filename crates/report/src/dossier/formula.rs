//! Formulas as print shows them: signs with room about them, indices low, and once more with the figures in place.

use verdigris_network::formula::Formula;

use super::{
    lexer::{Token, tokens},
    literal::{number, string},
};
use crate::calculation::Calculation;

/// A symbol: what follows the first underscore stands low.
pub fn symbol(name: &str) -> String {
    match name.split_once('_') {
        Some((base, index)) if !base.is_empty() && !index.is_empty() => {
            format!("symbol-of({}, {})", string(base), string(&index.replace('_', ", ")))
        }
        _ => string(name),
    }
}

/// The formula over symbols; a text that is no formula as it stands.
pub fn printed(formula: &str) -> String {
    if Formula::parse(formula).is_err() {
        return string(formula);
    }
    tokens(formula).map_or_else(|| string(formula), |tokens| join(&tokens, &symbol))
}

/// The formula with the inputs' figures in place of their symbols; none where one is missing.
pub fn filled(calculation: &Calculation) -> Option<String> {
    Formula::parse(&calculation.formula).ok()?;
    let tokens = tokens(&calculation.formula)?;
    let value = |name: &str| calculation.inputs.iter().find(|input| input.symbol == name).map(|input| &input.value);
    let known = |(index, token): (usize, &Token)| match token {
        Token::Name(name) => {
            tokens.get(index + 1) == Some(&Token::Sign('(')) || value(name).is_some_and(|v| !v.is_empty())
        }
        _ => true,
    };
    if !tokens.iter().enumerate().all(known) {
        return None;
    }
    Some(join(&tokens, &|name| match value(name) {
        Some(value) if value.trim_start().starts_with(['-', '\u{2212}']) => {
            format!("\"(\" + {} + \")\"", number(value))
        }
        Some(value) => number(value),
        None => string(name),
    }))
}

fn join(tokens: &[Token], name: &dyn Fn(&str) -> String) -> String {
    let mut parts = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        // A sign at the beginning, or after another one, belongs to the number: no room about it.
        let leading = matches!(before, None | Some(Token::Sign('+' | '-' | '*' | '/' | '^' | '(' | ',')));
        match (token, tokens.get(at + 1)) {
            (Token::Sign('^'), Some(Token::Number(power))) => {
                parts.push(format!("super({})", string(power)));
                at += 1;
            }
            (Token::Number(text), _) => parts.push(number(text)),
            (Token::Name(text), _) => parts.push(name(text)),
            (Token::Sign('-'), _) if leading => parts.push(string("\u{2212}")),
            (Token::Sign(sign), _) => parts.push(string(match sign {
                '*' => " × ",
                '/' => " / ",
                '-' => " \u{2212} ",
                '+' => " + ",
                ',' => ", ",
                '(' => "(",
                ')' => ")",
                _ => "^",
            })),
        }
        at += 1;
    }
    parts.join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculation::Input;

    #[test]
    fn figures_stand_in_place_of_symbols() {
        let input =
            |symbol: &str, value: &str| Input { symbol: symbol.into(), value: value.into(), ..Input::default() };
        let mut calculation = Calculation {
            formula: "-P*EF_CF4^2".into(),
            inputs: vec![input("P", "-500000"), input("EF_CF4", "0.020")],
            ..Calculation::default()
        };
        assert_eq!(
            printed(&calculation.formula),
            "\"−\" + \"P\" + \" × \" + symbol-of(\"EF\", \"CF4\") + super(\"2\")"
        );
        assert_eq!(
            filled(&calculation).unwrap(),
            "\"−\" + \"(\" + num(\"−500\", \"000\") + \")\" + \" × \" + num(\"0.020\") + super(\"2\")"
        );
        calculation.inputs.pop();
        assert_eq!(filled(&calculation), None);
        assert_eq!(printed("see #panic(\"clause\")"), "\"see #panic(\\\"clause\\\")\"");
    }
}
