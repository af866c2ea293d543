//! What is said to people, in their language.
//!
//! The catalogues in `messages/` hold every text that is not data. A [`Problem`] is why something asked for could not be
//! done; a [`Told`] is a finding about data. Both carry codes and arguments and take their words from the catalogues, so
//! that the command line and the server say the same.

pub mod messages;
pub mod problem;
mod reason;
mod room;
pub mod told;

pub use messages::Messages;
pub use problem::{Kind, Problem};
pub use told::{Told, told};
