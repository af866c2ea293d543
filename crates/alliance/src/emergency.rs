//! Break-glass: reading a member's data without a grant, in an emergency, by two people, for at most a day, in full view
//! of the owner.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AllianceError, EmergencyId, OrganisationId, PersonId, PlantId, word::words};

/// The longest an opening lasts, and the longest a request waits for its second.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24);

words! {
    /// Where an emergency stands.
    EmergencyState, "emergency state", {
        /// Waits for a second person.
        Asked = "asked" / "asked" / "待第二人确认",
        /// Open for reading.
        Open = "open" / "open" / "已开启",
        /// Ended, run out, or never seconded in time.
        Over = "over" / "over" / "已结束",
    }
}

/// A request to read without a grant, and its opening. Who may ask and second is decided in `access`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// Its id.
    pub id: EmergencyId,
    /// Whose data.
    pub owner: OrganisationId,
    /// Which plant; all of the owner's where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plant: Option<PlantId>,
    /// Why.
    pub reason: String,
    /// Who asked, and alone will read.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: Timestamp,
    /// Who seconded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconded_by: Option<PersonId>,
    /// When: from then on it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconded_at: Option<Timestamp>,
    /// First moment it is no longer open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Since when it is ended early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Emergency {
    /// A new request.
    pub fn ask(
        id: EmergencyId,
        owner: OrganisationId,
        plant: Option<PlantId>,
        reason: &str,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Self, AllianceError> {
        if reason.trim().is_empty() {
            return Err(AllianceError::NoReason);
        }
        Ok(Self {
            id,
            owner,
            plant,
            reason: reason.trim().to_owned(),
            asked_by: by,
            asked_at: at,
            seconded_by: None,
            seconded_at: None,
            until: None,
            ended_at: None,
        })
    }

    /// The same, seconded: open at once and for 24 hours.
    pub fn second(&self, by: PersonId, at: Timestamp) -> Result<Self, AllianceError> {
        if by == self.asked_by {
            return Err(AllianceError::SamePerson);
        }
        if self.state(at) != EmergencyState::Asked || at < self.asked_at {
            return Err(AllianceError::TooLate);
        }
        let until = at.checked_add(LONGEST).map_err(|_| AllianceError::TooLate)?;
        Ok(Self { seconded_by: Some(by), seconded_at: Some(at), until: Some(until), ..self.clone() })
    }

    /// Where it stands at a moment. What contradicts itself is over.
    pub fn state(&self, at: Timestamp) -> EmergencyState {
        if self.ended_at.is_some() {
            return EmergencyState::Over;
        }
        match (self.seconded_by, self.seconded_at, self.until) {
            (None, None, None) if at.duration_since(self.asked_at) <= LONGEST => EmergencyState::Asked,
            (Some(_), Some(_), Some(_)) if self.is_open(at) => EmergencyState::Open,
            _ => EmergencyState::Over,
        }
    }

    /// Whether reading is open at a moment: seconded by another person within a day of asking, for no more than a day,
    /// with a reason, not ended.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let (Some(second), Some(seconded), Some(until)) = (self.seconded_by, self.seconded_at, self.until) else {
            return false;
        };
        second != self.asked_by
            && !self.reason.trim().is_empty()
            && self.ended_at.is_none()
            && self.asked_at <= seconded
            && seconded.duration_since(self.asked_at) <= LONGEST
            && until.duration_since(seconded) <= LONGEST
            && seconded <= at
            && at < until
    }
}
