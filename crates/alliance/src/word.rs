//! Closed lists of words: each has one stable spelling in JSON and storage and a name in both languages.

/// Declares an enum whose values are stored as kebab-case words; a word that is not in the list does not read.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $kind:literal, {
        $($(#[$doc:meta])* $variant:ident = $text:literal / $en:literal / $zh:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(into = "&'static str", try_from = "String")]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as stored and as written in JSON.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The name shown to people.
            pub fn label(self) -> verdigris_quantity::Label {
                match self {
                    $(Self::$variant => verdigris_quantity::Label::new($en, $zh),)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::AllianceError;

            /// Reads the word exactly as stored: no case folding, no trimming.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(crate::AllianceError::UnknownWord { kind: $kind, word: text.to_owned() }),
                }
            }
        }

        impl From<$name> for &'static str {
            fn from(value: $name) -> Self {
                value.as_str()
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::AllianceError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
}

pub(crate) use words;
