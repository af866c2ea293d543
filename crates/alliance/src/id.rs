//! Identifiers: 32 lower-case hexadecimal characters, made as UUID version 7 (RFC 9562, section 5.7) so that they sort by
//! the time they were made.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::AllianceError;

/// The 128 bits of a UUID version 7: milliseconds since 1970, version, variant, and 74 of the 80 random bits given.
fn uuid7(at: Timestamp, random: [u8; 10]) -> u128 {
    let millis = u128::from(at.as_millisecond().max(0).unsigned_abs()) & 0xffff_ffff_ffff;
    let random = random.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let first = random >> 62 & 0xfff;
    let second = random & 0x3fff_ffff_ffff_ffff;
    millis << 80 | 0x7 << 76 | first << 64 | 0b10 << 62 | second
}

/// Reads exactly 32 lower-case hexadecimal characters.
fn read(kind: &'static str, text: &str) -> Result<u128, AllianceError> {
    let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() == 32 && text.bytes().all(hexadecimal) {
        u128::from_str_radix(text, 16).map_err(|_| AllianceError::BadId { kind, text: text.to_owned() })
    } else {
        Err(AllianceError::BadId { kind, text: text.to_owned() })
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal,)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(u128);

            impl $name {
                /// An id made at a time from 80 random bits: time and randomness come from outside.
                pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
                    Self(uuid7(at, random))
                }

                /// An id of given bits.
                pub const fn from_bits(bits: u128) -> Self {
                    Self(bits)
                }

                /// The bits.
                pub const fn bits(self) -> u128 {
                    self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(formatter, "{:032x}", self.0)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(formatter, concat!(stringify!($name), "({:032x})"), self.0)
                }
            }

            impl FromStr for $name {
                type Err = AllianceError;

                fn from_str(text: &str) -> Result<Self, Self::Err> {
                    read($kind, text).map(Self)
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
                }
            }
        )+
    };
}

ids! {
    /// An organisation: a legal entity, association or body.
    OrganisationId = "organisation",
    /// A plant of an organisation.
    PlantId = "plant",
    /// A person with an account.
    PersonId = "person",
    /// A person's role in an organisation for a time.
    MandateId = "mandate",
    /// A data grant.
    GrantId = "grant",
    /// A break-glass opening.
    EmergencyId = "emergency",
    /// A version of a plant's year, as submitted.
    SubmissionId = "submission",
    /// A file being brought in, not yet submitted.
    ImportId = "import",
    /// A computed diagnosis.
    ResultId = "result",
    /// A piece of background work.
    JobId = "job",
    /// A library document.
    DocumentId = "document",
    /// A file attached to a document.
    AttachmentId = "attachment",
    /// An API token; not its secret.
    TokenId = "token",
    /// A signed-in session; not its secret.
    SessionId = "session",
    /// A registered passkey.
    PasskeyId = "passkey",
    /// A notice to a person.
    NoticeId = "notice",
    /// A row of the access log.
    AccessId = "access",
}
