//! The other side is told of a move.

use std::collections::BTreeSet;

use verdigris_alliance::{Grant, Move, OrganisationId, PersonId, Role, Side};
use verdigris_quantity::Label;
use verdigris_store::NewNotice;

use crate::{Shared, api::names::Names, http::refusal::Refusal, identity::Asker};

/// Who is told of a move, and who made it. Found before the move is made, so that the notices are stored together with it.
pub(super) struct Audience {
    people: BTreeSet<PersonId>,
    who: Label,
}

impl Audience {
    /// Everybody of the other side who could answer a move of a side.
    pub async fn of(
        platform: &Shared,
        asker: &Asker,
        (owner, reader): (OrganisationId, OrganisationId),
        side: Side,
        names: &mut Names<'_>,
    ) -> Result<Self, Refusal> {
        let (from, to, roles): (_, _, &[Role]) = match side {
            Side::Owner => {
                (owner, reader, &[Role::Steward, Role::Secretariat, Role::Analyst, Role::Lender, Role::Expert])
            }
            Side::Reader => (reader, owner, &[Role::Steward]),
        };
        let held = platform.store.mandates_in(to).await?;
        let held = held.iter().filter(|mandate| mandate.holds(asker.at) && roles.contains(&mandate.role));
        let people = held.map(|mandate| mandate.person).filter(|person| *person != asker.person.id).collect();
        Ok(Self { people, who: names.organisation(from).await?.name })
    }

    /// What they are told of the latest move.
    pub fn notices(self, grant: &Grant) -> Vec<NewNotice> {
        let made = grant.last().what;
        let message = message(made, &self.who);
        let notice = |person| NewNotice {
            person,
            kind: format!("grant-{made}"),
            message: message.clone(),
            link: format!("/grants/{}", grant.id),
        };
        self.people.into_iter().map(notice).collect()
    }
}

fn message(what: Move, who: &Label) -> Label {
    let (en, zh) = (who.get(verdigris_quantity::Language::En), who.get(verdigris_quantity::Language::Zh));
    match what {
        Move::Request => Label::new(format!("{en} asks to read your data"), format!("{zh}申请读取贵单位数据")),
        Move::Offer => Label::new(format!("{en} offers to share data"), format!("{zh}提供数据授权")),
        Move::Agree => Label::new(format!("{en} agreed to the terms"), format!("{zh}已同意授权条款")),
        Move::Decline => Label::new(format!("{en} declined the grant"), format!("{zh}已拒绝授权")),
        Move::Withdraw => Label::new(format!("{en} withdrew from the grant"), format!("{zh}已撤回授权")),
        Move::Revoke => Label::new(format!("{en} revoked the grant"), format!("{zh}已撤销授权")),
    }
}
