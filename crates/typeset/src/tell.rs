//! What the typesetter says, with file, line and column.

use typst::{World, WorldExt, diag::SourceDiagnostic};

use crate::{error::TypesetError, world::Desk};

/// The first of the typesetter's errors; `shift` characters before the document's own source are not counted.
pub fn first(errors: &[SourceDiagnostic], desk: &Desk<'_>, shift: usize) -> TypesetError {
    let Some(error) = errors.first() else {
        return TypesetError::Standard { message: "the typesetter failed without a message".into() };
    };
    let span = error.span;
    let mut at = (0, 0);
    let file = span.id().map_or("document", |id| id.get().vpath().get_without_slash()).to_owned();
    if let Some(id) = span.id()
        && let (Ok(source), Some(range)) = (desk.source(id), desk.range(span))
        && let Some((line, column)) = source.lines().byte_to_line_column(range.start)
    {
        // What the press puts before the source stands in the first line.
        let own = if line == 0 && id == desk.main() { column.saturating_sub(shift) } else { column };
        at = (line + 1, own + 1);
    }
    TypesetError::Source {
        file,
        line: at.0,
        column: at.1,
        message: error.message.to_string(),
        hints: error.hints.iter().map(|hint| hint.v.to_string()).collect(),
    }
}
