//! Grants with their moves.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use verdigris_alliance::{GrantId, Plants, Side, Terms, grant::Step};

use super::{
    Loading,
    data::{self, Grant, GrantMove, read, wrong},
};
use crate::ServerError;

impl Loading<'_> {
    /// Writes a grant move by move.
    pub(super) async fn grant(&mut self, number: usize, grant: &Grant) -> Result<(), ServerError> {
        let key = format!("grant:{number}");
        let (owner, reader) = (self.organisation_of(&grant.owner)?, self.organisation_of(&grant.reader)?);
        let mut known: Option<GrantId> = None;
        for (at, step) in grant.moves.iter().enumerate() {
            let key = format!("{key}:{at}");
            if let Some(id) = self.known(&key).await? {
                known = Some(read(&id)?);
                continue;
            }
            let step = self.step(grant, step, at == 0).await?;
            let id = match (self.piece(&key).await?, known) {
                (Err(id), _) => read(&id)?,
                (Ok(mut piece), known) => {
                    let made = match known {
                        None => piece.writing.open_grant(owner, reader, step).await?,
                        Some(id) => piece.writing.move_grant(id, step).await?,
                    };
                    piece.done(&made.id.to_string()).await?;
                    made.id
                }
            };
            known = Some(id);
        }
        Ok(())
    }

    async fn step(&self, grant: &Grant, step: &GrantMove, first: bool) -> Result<Step, ServerError> {
        let by = self.person_of(&step.person)?;
        let reader = self.organisation_of(&grant.reader)?;
        let for_reader = self.store.mandates_of(by).await?.iter().any(|mandate| mandate.organisation == reader);
        let side = if for_reader { Side::Reader } else { Side::Owner };
        let terms = if first { Some(self.terms(grant)?) } else { None };
        Ok(Step { what: step.r#move, side, by, at: self.ago(step.ago), terms, note: step.note.clone() })
    }

    fn terms(&self, grant: &Grant) -> Result<Terms, ServerError> {
        let plants = match &grant.plants {
            data::Plants::Word(word) if word == "all" => Plants::All,
            data::Plants::Word(word) => return Err(wrong(format!("`{word}` names no plants"))),
            data::Plants::List(ids) => {
                let found: Option<BTreeSet<_>> = ids.iter().map(|id| self.plants.get(id).copied()).collect();
                Plants::List(found.ok_or_else(|| wrong(format!("no such plants: {ids:?}")))?)
            }
        };
        Ok(Terms {
            plants,
            fields: grant.fields.iter().copied().collect(),
            purpose: grant.purpose,
            from: grant.from.map(|days| self.ahead(days)),
            until: self.ahead(grant.until),
        })
    }

    fn ahead(&self, days: i64) -> Timestamp {
        self.at.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(self.at)
    }
}
