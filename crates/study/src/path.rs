//! Paths of item numbers into a trace: `1.2` is the second input of the first.

use verdigris_quantity::{Label, Trace};
use verdigris_wording::{Kind, Problem};

/// Figures above another, from the whole, with their paths.
pub type Ancestors = Vec<(String, Label)>;

/// Reads a path; an empty one names the whole.
pub fn steps(path: &str) -> Result<Vec<usize>, Problem> {
    if path.is_empty() {
        return Ok(Vec::new());
    }
    path.split('.')
        .map(|step| step.parse().map_err(|_| Problem::new("bad-path", Kind::Usage).with("path", path)))
        .collect()
}

/// The figure a path leads to.
pub fn follow<'t>(trace: &'t Trace, steps: &[usize], path: &str) -> Result<&'t Trace, Problem> {
    Ok(walk(trace, steps, path)?.1)
}

/// The figures on the way, from the whole, with their paths.
pub fn ancestors(trace: &Trace, steps: &[usize], path: &str) -> Result<Ancestors, Problem> {
    Ok(walk(trace, steps, path)?.0)
}

fn walk<'t>(trace: &'t Trace, steps: &[usize], path: &str) -> Result<(Ancestors, &'t Trace), Problem> {
    let (mut at, mut above) = (trace, Vec::new());
    let mut name = String::new();
    for (level, &step) in steps.iter().enumerate() {
        above.push((name.clone(), at.label.clone()));
        at = step.checked_sub(1).and_then(|k| at.inputs.get(k)).ok_or_else(|| {
            Problem::new("no-step", Kind::NotFound)
                .with("path", path)
                .with("level", (level + 1).to_string())
                .with("count", at.inputs.len().to_string())
        })?;
        name = if name.is_empty() { step.to_string() } else { format!("{name}.{step}") };
    }
    Ok((above, at))
}

/// A trace cut below a depth; inputs further down are left out.
pub fn cut(trace: &Trace, depth: usize) -> Trace {
    let inputs = match depth {
        0 => Vec::new(),
        deeper => trace.inputs.iter().map(|input| cut(input, deeper - 1)).collect(),
    };
    Trace {
        inputs,
        label: trace.label.clone(),
        unit: trace.unit.clone(),
        formula: trace.formula.clone(),
        origin: trace.origin.clone(),
        ..*trace
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Trace {
        let leaf = |name: &str| Trace::datum(Label::new(name, name), 1.0, "t", None);
        let inner = Trace::computed(Label::new("b", "b"), 2.0, "t", "Σ", vec![leaf("c"), leaf("d")]);
        Trace::computed(Label::new("a", "a"), 3.0, "t", "Σ", vec![leaf("e"), inner])
    }

    #[test]
    fn a_path_leads_to_its_figure_past_those_above_it() {
        let (tree, path) = (tree(), "2.1");
        let steps = steps(path).unwrap();
        assert_eq!(follow(&tree, &steps, path).unwrap().label.en, "c");
        let above: Vec<(String, String)> =
            ancestors(&tree, &steps, path).unwrap().into_iter().map(|(path, label)| (path, label.en)).collect();
        assert_eq!(above, [(String::new(), "a".to_owned()), ("2".to_owned(), "b".to_owned())]);
        for wrong in ["0", "3", "2.1.1"] {
            assert_eq!(follow(&tree, &super::steps(wrong).unwrap(), wrong).unwrap_err().code(), "no-step");
        }
        assert_eq!(super::steps("1.x").unwrap_err().code(), "bad-path");
    }

    #[test]
    fn a_trace_is_cut_at_a_depth() {
        assert_eq!(cut(&tree(), 1).inputs.len(), 2);
        assert!(cut(&tree(), 1).inputs[1].inputs.is_empty());
        assert_eq!(cut(&tree(), 2), tree());
    }
}
