//! Files one can read at a sitting.

use std::collections::BTreeMap;

use super::Source;
use crate::Breach;

/// The list of files that may be longer, with reasons.
pub const LIST: &str = "xtask/tidy-exceptions.txt";
/// Lines above which a file is counted.
pub const LONG: usize = 300;
/// Lines above which a file needs a reason.
const MOST: usize = 600;

/// Checks lengths; also tells how many files are above [`LONG`].
pub fn check(sources: &[Source], exceptions: &str) -> (Vec<Breach>, usize) {
    let mut breaches = Vec::new();
    let mut reasons = BTreeMap::new();
    for (number, line) in exceptions.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (path, reason) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if reason.trim().is_empty() {
            breaches.push(Breach::new(format!("{LIST}:{}", number + 1), format!("{path} needs a reason")));
        }
        reasons.insert(path, number + 1);
    }
    let mut long = 0;
    for source in sources.iter().filter(|source| source.ends(&[".rs"])) {
        let lines = source.text.lines().count();
        long += usize::from(lines > LONG);
        if lines > MOST && reasons.remove(source.path.as_str()).is_none() {
            let advice = "part it by subject, or give the reason in";
            breaches.push(Breach::new(&source.path, format!("{lines} lines, more than {MOST}: {advice} {LIST}")));
        }
    }
    for (path, number) in reasons {
        let message = format!("{path} is not above {MOST} lines (any more): remove the entry");
        breaches.push(Breach::new(format!("{LIST}:{number}"), message));
    }
    (breaches, long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_needs_a_reason_and_a_short_one_must_not_have_one() {
        let file = |lines: usize| Source { path: "a.rs".into(), text: "x\n".repeat(lines) };
        assert_eq!(check(&[file(600)], "").0.len(), 0);
        assert_eq!(check(&[file(601)], "").0.len(), 1);
        assert_eq!(check(&[file(601)], "a.rs one table of units"), (vec![], 1));
        assert_eq!(check(&[file(601)], "a.rs").0.len(), 1);
        assert_eq!(check(&[file(10)], "# why\na.rs one table of units").0.len(), 1);
    }
}
