//! A document: what it is about in two languages, its kind, when it was published and what of the network it speaks of.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use verdigris_alliance::DocumentId;
use verdigris_quantity::{Label, Language};

use crate::LibraryError;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $what:literal, {
        $($(#[$doc:meta])* $variant:ident = $text:literal / $en:literal / $zh:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// Every value, in the order shown to people.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as stored and as written in JSON.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The name shown to people.
            pub fn label(self) -> Label {
                match self {
                    $(Self::$variant => Label::new($en, $zh),)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = LibraryError;

            /// Reads the word exactly as stored.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(LibraryError::UnknownWord { what: $what, word: text.to_owned() }),
                }
            }
        }
    };
}

words! {
    /// What sort of document it is.
    Kind, "kind of document", {
        /// What happened.
        News = "news" / "news" / "新闻",
        /// Laws, plans, notices and what they ask for.
        Policy = "policy" / "policy" / "政策",
        /// A standard, with what it replaced and what replaced it.
        Standard = "standard" / "standard" / "标准",
        /// A technology and its effect on a plant.
        Technology = "technology" / "technology" / "技术",
        /// Lessons.
        Course = "course" / "course" / "课程",
        /// A theme shown to the public.
        Exhibition = "exhibition" / "exhibition" / "展览",
    }
}

words! {
    /// What a link leads to.
    LinkKind, "kind of link", {
        /// A product flow of the network.
        Product = "product" / "product" / "产品",
        /// A process of the network.
        Process = "process" / "process" / "过程",
        /// A packaged standard.
        Standard = "standard" / "standard" / "标准",
        /// A measure of the technology catalogue.
        Technology = "technology" / "technology" / "技术",
        /// A plant.
        Plant = "plant" / "plant" / "工厂",
        /// Another document.
        Document = "document" / "document" / "文献",
        /// An address outside.
        Url = "url" / "web page" / "网页",
    }
}

/// A link from a document to an object of the network or an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it leads to.
    pub kind: LinkKind,
    /// Id of that object, or the address.
    pub id: String,
    /// Name shown.
    #[serde(default)]
    pub label: Label,
}

/// A file beside a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Id.
    pub id: String,
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// One version of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Id, the same for all versions.
    pub id: DocumentId,
    /// Kind.
    pub kind: Kind,
    /// Version, from 1.
    pub version: u32,
    /// Title.
    pub title: Label,
    /// One or two sentences.
    #[serde(default)]
    pub summary: Label,
    /// Text, Markdown (CommonMark).
    #[serde(default)]
    pub body: Label,
    /// Tags, as shown.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Links.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Files.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// When it was published; `None` where the day is not known.
    #[serde(default)]
    pub published: Option<Timestamp>,
    /// Whether it was written for the example alliance.
    #[serde(default)]
    pub example: bool,
}

impl Document {
    /// Languages it can be read in: those its title and, where there is a body, its body have.
    pub fn languages(&self) -> Vec<Language> {
        let has = |text: fn(&Label) -> &String| {
            !text(&self.title).trim().is_empty() && (self.body.is_empty() || !text(&self.body).trim().is_empty())
        };
        let mut languages = Vec::new();
        if has(|label| &label.zh) {
            languages.push(Language::Zh);
        }
        if has(|label| &label.en) {
            languages.push(Language::En);
        }
        languages
    }

    /// Year of publication in UTC.
    pub fn year(&self) -> Option<i16> {
        self.published.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).year())
    }
}

/// The word of a language in questions and facets: `zh` or `en`.
pub(crate) fn language_word(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_as_written_and_nothing_else_reads() {
        for &kind in Kind::ALL {
            assert_eq!(kind.as_str().parse::<Kind>().unwrap(), kind);
        }
        for &kind in LinkKind::ALL {
            assert_eq!(kind.as_str().parse::<LinkKind>().unwrap(), kind);
        }
        assert_eq!("News".parse::<Kind>().unwrap_err().code(), "unknown-document-word");
    }
}
