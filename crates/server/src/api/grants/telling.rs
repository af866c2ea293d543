//! The other side is told of a move.

use std::collections::BTreeSet;

use verdigris_alliance::{Grant, Move, PersonId, Role, Side};
use verdigris_quantity::Label;
use verdigris_store::NewNotice;

use crate::{Shared, api::names::Names, http::refusal::Refusal, identity::Asker};

/// A notice to everybody of the other side who could answer.
pub(super) async fn tell(
    platform: &Shared,
    asker: &Asker,
    grant: &Grant,
    names: &mut Names<'_>,
) -> Result<(), Refusal> {
    let made = grant.last();
    let (from, to, roles): (_, _, &[Role]) = match made.side {
        Side::Owner => {
            (grant.owner, grant.reader, &[Role::Steward, Role::Secretariat, Role::Analyst, Role::Lender, Role::Expert])
        }
        Side::Reader => (grant.reader, grant.owner, &[Role::Steward]),
    };
    let mandates = platform.store.mandates_in(to).await?;
    let people: BTreeSet<PersonId> = mandates
        .iter()
        .filter(|mandate| mandate.holds(asker.at) && roles.contains(&mandate.role) && mandate.person != asker.person.id)
        .map(|mandate| mandate.person)
        .collect();
    let who = names.organisation(from).await?.name;
    let message = message(made.what, &who);
    let notices: Vec<NewNotice> = people
        .into_iter()
        .map(|person| NewNotice {
            person,
            kind: format!("grant-{}", made.what),
            message: message.clone(),
            link: format!("/grants/{}", grant.id),
        })
        .collect();
    Ok(platform.store.add_notices(&notices, asker.at).await?)
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
