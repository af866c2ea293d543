//! Data sections in GNU MathProg: `set`, and `param` with defaults, slices, tables (also transposed) and lists.

use crate::data::{Data, Finding, Parameter};
use crate::definition;
use crate::error::Error;
use crate::token::{Token, tokens};

/// Reads the data text of a model. Sets and parameters the model does not have are findings.
pub fn read(text: &str) -> Result<Data, Error> {
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, at: 0, data: Data::default() };
    while let Some(token) = reader.next() {
        match token.text.as_str() {
            "set" => reader.set()?,
            "param" => reader.param()?,
            "data" => reader.expect(";")?,
            "end" => break,
            other => return Err(wrong(token.line, format!("`{other}` begins no statement of data"))),
        }
    }
    Ok(reader.data)
}

fn wrong(line: usize, reason: impl Into<String>) -> Error {
    Error::Text { line, reason: reason.into() }
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    data: Data,
}

/// How the values that follow are keyed.
struct Form {
    /// Fixed members, or none where an index is free.
    slice: Option<Vec<Option<String>>>,
    /// Columns of a table.
    columns: Option<Vec<String>>,
    transposed: bool,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.at);
        self.at += 1;
        token
    }

    fn peek(&self, sign: &str) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.is(sign))
    }

    fn line(&self) -> usize {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |token| token.line)
    }

    fn word(&mut self) -> Result<&'a Token, Error> {
        let line = self.line();
        self.next().ok_or_else(|| wrong(line, "the text ends inside a statement"))
    }

    fn expect(&mut self, sign: &str) -> Result<(), Error> {
        let token = self.word()?;
        if token.is(sign) {
            Ok(())
        } else {
            Err(wrong(token.line, format!("`{}` where `{sign}` should be", token.text)))
        }
    }

    fn set(&mut self) -> Result<(), Error> {
        let name = self.word()?;
        self.expect(":=")?;
        let mut members = Vec::new();
        loop {
            let token = self.word()?;
            if token.is(";") {
                break;
            }
            if !token.is(",") {
                members.push(token.text.clone());
            }
        }
        if !definition::SETS.contains(&name.text.as_str()) {
            self.find(name, "unknown-set");
        }
        self.data.sets.insert(name.text.clone(), members);
        Ok(())
    }

    fn find(&mut self, token: &Token, code: &'static str) {
        let (object, place) = (token.text.clone(), format!("line {}", token.line));
        self.data.findings.push(Finding { object, place, code });
    }

    fn param(&mut self) -> Result<(), Error> {
        let name = self.word()?;
        let mut parameter = Parameter::default();
        if self.peek("default") {
            self.at += 1;
            let token = self.word()?;
            parameter.default = Some(number(token)?);
        }
        let known = definition::parameter(&name.text);
        if known.is_none() {
            self.find(name, "unknown-parameter");
        }
        let arity = known.map(|definition| definition.sets.chars().count());
        let mut form = Form { slice: None, columns: None, transposed: false };
        loop {
            let token = self.word()?;
            if token.is(";") {
                break;
            } else if token.is(":=") {
                form.columns = None;
            } else if token.is("[") {
                form = Form { slice: Some(self.slice()?), columns: None, transposed: false };
            } else if token.is("(") {
                // `(tr)`: rows and columns change places.
                self.word()?;
                self.expect(")")?;
                form.transposed = true;
            } else if token.is(":") {
                form.columns = Some(self.columns()?);
            } else if !token.is(",") {
                self.values(token, &form, arity, &mut parameter)?;
            }
        }
        self.data.parameters.insert(name.text.clone(), parameter);
        Ok(())
    }

    fn slice(&mut self) -> Result<Vec<Option<String>>, Error> {
        let mut slice = Vec::new();
        loop {
            let token = self.word()?;
            if token.is("]") {
                return Ok(slice);
            }
            if token.is(";") {
                return Err(wrong(token.line, "a slice does not end"));
            }
            if !token.is(",") {
                slice.push((!token.is("*")).then(|| token.text.clone()));
            }
        }
    }

    fn columns(&mut self) -> Result<Vec<String>, Error> {
        let mut columns = Vec::new();
        loop {
            let token = self.word()?;
            if token.is(":=") {
                return Ok(columns);
            }
            if token.is(";") {
                return Err(wrong(token.line, "the heading of a table does not end with `:=`"));
            }
            if !token.is(",") {
                columns.push(token.text.clone());
            }
        }
    }

    /// A row of a table, or one key with its value.
    fn values(
        &mut self,
        first: &'a Token,
        form: &Form,
        arity: Option<usize>,
        parameter: &mut Parameter,
    ) -> Result<(), Error> {
        if let Some(columns) = &form.columns {
            for column in columns {
                let token = self.word()?;
                if token.is(".") {
                    continue;
                }
                let free = if form.transposed {
                    [column.clone(), first.text.clone()]
                } else {
                    [first.text.clone(), column.clone()]
                };
                let key = key(form, &free, first.line)?;
                parameter.values.insert(key, number(token)?);
            }
            return Ok(());
        }
        let free = match (&form.slice, arity) {
            (Some(slice), _) => slice.iter().filter(|member| member.is_none()).count(),
            (None, Some(arity)) => arity,
            // Of a parameter nobody knows, one word after the other is skipped.
            (None, None) => return Ok(()),
        };
        // A single value for a parameter with indices is its value everywhere, as older models write it.
        if form.slice.is_none() && self.peek(";") {
            if free == 0 {
                parameter.values.insert(Vec::new(), number(first)?);
            } else {
                parameter.default = Some(number(first)?);
            }
            return Ok(());
        }
        let mut words = vec![first];
        while words.len() <= free {
            let token = self.word()?;
            if token.is(";") {
                return Err(wrong(token.line, format!("a value with its {free} indices is cut short")));
            }
            if !token.is(",") {
                words.push(token);
            }
        }
        let members: Vec<String> = words[..free].iter().map(|token| token.text.clone()).collect();
        let key = key(form, &members, first.line)?;
        parameter.values.insert(key, number(words[free])?);
        Ok(())
    }
}

/// Free members put into the slice.
fn key(form: &Form, free: &[String], line: usize) -> Result<Vec<String>, Error> {
    let Some(slice) = &form.slice else { return Ok(free.to_vec()) };
    let mut members = free.iter();
    let key: Vec<String> =
        slice.iter().filter_map(|fixed| fixed.as_ref().or_else(|| members.next())).cloned().collect();
    if key.len() == slice.len() && members.next().is_none() {
        return Ok(key);
    }
    let open = slice.iter().filter(|member| member.is_none()).count();
    Err(wrong(line, format!("a slice with {open} free indices is given {}", free.len())))
}

fn number(token: &Token) -> Result<f64, Error> {
    token
        .text
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
        .ok_or_else(|| wrong(token.line, format!("`{}` is not a number", token.text)))
}
