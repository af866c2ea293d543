//! Sources: what a dataset cites.

use verdigris_network::Source;

use super::{dataset::Dataset, text};
use crate::{error::InterchangeError, xml::Document};

pub(crate) fn read(document: &Document<'_>) -> Result<Dataset<Source>, InterchangeError> {
    let mut set = Dataset::new(document, Source::default());
    document.walk(&["dataSetInformation", "publicationAndOwnership"], &mut |element| {
        if element.name == "dataSetInformation" {
            element.text_of("UUID").clone_into(&mut set.id);
            set.value.title = text::remark_of(&element, "shortName");
            let citation = text::remark(element.text_of("sourceCitation"));
            if citation.starts_with("http") && !citation.contains(' ') {
                set.value.url = citation;
            } else if set.value.title.is_empty() {
                set.value.title = citation;
            } else if citation != set.value.title {
                set.value.note = citation;
            }
        } else {
            element.text_of("dataSetVersion").clone_into(&mut set.version);
        }
        Ok(())
    })?;
    set.value.id.clone_from(&set.id);
    Ok(set)
}
