//! The ids most like one that was not found, for the reader of an error message.

/// Up to three candidates that hold the text or differ from it in less than half its letters, the likeliest first.
pub(crate) fn nearest<'c>(wanted: &str, candidates: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
    let target: Vec<char> = wanted.to_lowercase().chars().collect();
    let mut ranked: Vec<(usize, &str)> = candidates
        .filter_map(|candidate| {
            let letters: Vec<char> = candidate.to_lowercase().chars().collect();
            let holds = target.len() > 2 && candidate.to_lowercase().contains(&wanted.to_lowercase());
            let close = target.len().max(letters.len()) / 2;
            let apart =
                if target.len().abs_diff(letters.len()) > close { usize::MAX } else { distance(&target, &letters) };
            // A candidate that holds the whole text is as near as one with two slips.
            let rank = if holds { apart.min(2) } else { apart };
            (holds || apart < close.max(2)).then_some((rank, candidate))
        })
        .collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// Insertions, deletions and substitutions that turn one text into the other (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

/// `, did you mean a, b?`, or nothing.
pub(crate) fn hint<'c>(wanted: &str, candidates: impl Iterator<Item = &'c str>) -> String {
    let found = nearest(wanted, candidates);
    if found.is_empty() { String::new() } else { format!("; did you mean {}?", found.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_parts_are_found() {
        let ids = ["alumina", "aluminium", "anode", "aluminium-ingot", "水电铝"];
        let near = |wanted: &str| nearest(wanted, ids.into_iter());
        assert_eq!(near("alumnia"), ["alumina", "aluminium"]);
        assert_eq!(near("ingot"), ["aluminium-ingot"]);
        assert_eq!(near("xyz"), Vec::<&str>::new());
        assert_eq!(near("电解铝"), Vec::<&str>::new());
        assert_eq!(distance(&['k', 'i', 't', 't', 'e', 'n'], &['s', 'i', 't', 't', 'i', 'n', 'g']), 3);
    }
}
