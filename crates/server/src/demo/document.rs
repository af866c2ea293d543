//! Documents of the library, written by the example alliance's editor.

use verdigris_library::{Link, LinkKind};
use verdigris_quantity::Label;

use super::{
    Loading,
    data::{Document, wrong},
};
use crate::{
    ServerError,
    documents::{Content, registry},
};

/// Person of the data who writes.
const EDITOR: &str = "editor";

impl Loading<'_> {
    /// Writes a document.
    pub(super) async fn document(&mut self, data: &Document) -> Result<(), ServerError> {
        let key = format!("document:{}", data.id);
        if self.known(&key).await?.is_some() {
            return Ok(());
        }
        let registry = registry().map_err(wrong)?;
        let links = data.links.iter().map(|link| {
            let label = match registry.standard(&link.id) {
                Ok(standard) if link.kind == LinkKind::Standard => Label::new(
                    format!("{} {}", standard.id, standard.title_en),
                    format!("{} {}", standard.id, standard.title_zh),
                ),
                _ => Label::new(link.en.clone(), link.zh.clone()),
            };
            Link { kind: link.kind, id: link.id.clone(), label }
        });
        let at = self.ago(data.ago);
        let content = Content {
            title: data.title.clone(),
            summary: data.summary.clone(),
            body: Label::new(data.body.en.trim(), data.body.zh.trim()),
            tags: data.tags.clone(),
            links: links.collect(),
            published: Some(at),
        };
        let content = serde_json::to_value(&content).map_err(wrong)?;
        let by = Some(self.person_of(EDITOR)?);
        let Ok(mut piece) = self.piece(&key).await? else { return Ok(()) };
        let stored = piece.writing.add_document(data.kind.as_str(), &content, true, by, at).await?;
        piece.done(&stored.document.to_string()).await
    }
}
