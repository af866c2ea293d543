//! Break-glass: asked, seconded, ended; each step is stored once and never changed. The owner's people get a notice in
//! the same transaction.

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, any::AnyRow};
use verdigris_alliance::{Emergency, EmergencyId, OrganisationId, PersonId, PlantId};
use verdigris_quantity::Label;

use crate::{
    Page, Paging, Store, StoreError,
    database::Work,
    log::{self, NewEntry, kind},
    notices::{self, NewNotice},
    page::places,
    row::{Columns as _, random, stored_time},
};

/// Emergencies with their steps.
pub(crate) const SELECT: &str = "SELECT e.*, s.by_person AS seconded_by, s.at AS seconded_at, s.until_at, \
    t.at AS ended_at FROM emergency e \
    LEFT JOIN emergency_step s ON s.emergency = e.id AND s.what = 'second' \
    LEFT JOIN emergency_step t ON t.emergency = e.id AND t.what = 'end'";

pub(crate) fn emergency(row: &AnyRow) -> Result<Emergency, StoreError> {
    Ok(Emergency {
        id: row.parsed("id")?,
        owner: row.parsed("owner")?,
        plant: row.maybe_parsed("plant")?,
        reason: row.text("reason")?,
        asked_by: row.parsed("asked_by")?,
        asked_at: row.time("asked_at")?,
        seconded_by: row.maybe_parsed("seconded_by")?,
        seconded_at: row.maybe_time("seconded_at")?,
        until: row.maybe_time("until_at")?,
        ended_at: row.maybe_time("ended_at")?,
    })
}

/// What the log fixes of the request.
pub(crate) fn logged(case: &Emergency) -> Value {
    json!({
        "emergency": case.id, "owner": case.owner, "plant": case.plant, "reason": case.reason, "by": case.asked_by,
        "at": case.asked_at,
    })
}

/// What the log fixes of a step.
pub(crate) fn logged_step(id: EmergencyId, what: &str, by: PersonId, at: Timestamp, until: Option<Timestamp>) -> Value {
    json!({ "emergency": id, "what": what, "by": by, "at": at, "until": until })
}

impl Store {
    /// Stores a request for break-glass and tells the owner's people.
    pub async fn ask_emergency(
        &self,
        owner: OrganisationId,
        plant: Option<PlantId>,
        reason: &str,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Emergency, StoreError> {
        let at = stored_time(at);
        let case = Emergency::ask(EmergencyId::new(at, random()?), owner, plant, reason, by, at)?;
        let mut work = self.write().await?;
        log::take(&mut work, self.dialect()).await?;
        if let Some(plant) = plant
            && crate::plants::owned(&mut work, plant).await?.owner != owner
        {
            return Err(StoreError::NotFound { what: "plant" });
        }
        let entry = NewEntry {
            kind: kind::EMERGENCY,
            subject: case.id.to_string(),
            version: 1,
            owner: Some(owner),
            reader: None,
            content: logged(&case),
        };
        let index = log::append(&mut work, self.dialect(), entry, at).await?;
        sqlx::query(
            "INSERT INTO emergency (id, owner, plant, reason, asked_by, asked_at, log_index) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(case.id.to_string())
        .bind(owner.to_string())
        .bind(plant.map(|plant| plant.to_string()))
        .bind(case.reason.clone())
        .bind(by.to_string())
        .bind(at.as_microsecond())
        .bind(index)
        .execute(&mut *work)
        .await?;
        let message = Label::new(
            format!("Emergency access to your data was asked for. Reason given: {}", case.reason),
            format!("有人申请应急读取贵单位数据。理由：{}", case.reason),
        );
        tell(&mut work, owner, "emergency-asked", message, at).await?;
        work.commit().await?;
        Ok(case)
    }

    /// Seconds a request: from now on its asker may read, for a day. The owner's people are told.
    pub async fn second_emergency(
        &self,
        id: EmergencyId,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Emergency, StoreError> {
        let at = stored_time(at);
        let mut work = self.write().await?;
        log::take(&mut work, self.dialect()).await?;
        let case = fetch(&mut work, id).await?.second(by, at)?;
        step(self, &mut work, &case, "second", by, at).await?;
        let message = Label::new(
            format!("Emergency access to your data is open for 24 hours. Reason given: {}", case.reason),
            format!("对贵单位数据的应急读取已开启，为期24小时。理由：{}", case.reason),
        );
        tell(&mut work, case.owner, "emergency-open", message, at).await?;
        work.commit().await?;
        Ok(case)
    }

    /// Ends break-glass, or a request for it, before its time.
    pub async fn end_emergency(&self, id: EmergencyId, by: PersonId, at: Timestamp) -> Result<Emergency, StoreError> {
        let at = stored_time(at);
        let mut work = self.write().await?;
        log::take(&mut work, self.dialect()).await?;
        let case = fetch(&mut work, id).await?;
        if case.state(at) == verdigris_alliance::EmergencyState::Over {
            return Err(StoreError::State { state: "over".into() });
        }
        let case = Emergency { ended_at: Some(at), ..case };
        step(self, &mut work, &case, "end", by, at).await?;
        let message = Label::new("Emergency access to your data has ended.", "对贵单位数据的应急读取已结束。");
        tell(&mut work, case.owner, "emergency-over", message, at).await?;
        work.commit().await?;
        Ok(case)
    }

    /// An emergency.
    pub async fn emergency(&self, id: EmergencyId) -> Result<Option<Emergency>, StoreError> {
        let query = sqlx::query(AssertSqlSafe(format!("{SELECT} WHERE e.id = $1"))).bind(id.to_string());
        query.fetch_optional(self.reader()).await?.map(|row| emergency(&row)).transpose()
    }

    /// Emergencies concerning some owners, or all, newest first.
    pub async fn emergencies(
        &self,
        owners: Option<&[OrganisationId]>,
        paging: &Paging,
    ) -> Result<Page<Emergency>, StoreError> {
        let among = match owners {
            Some([]) => return Ok(Page { items: Vec::new(), next: None }),
            Some(owners) => format!("AND e.owner IN ({})", places(3, owners.len())),
            None => String::new(),
        };
        let text = format!("{SELECT} WHERE ($1 = '' OR e.id < $1) {among} ORDER BY e.id DESC LIMIT $2");
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(paging.cursor()).bind(paging.fetch());
        for owner in owners.unwrap_or_default() {
            query = query.bind(owner.to_string());
        }
        let rows = query.fetch_all(self.reader()).await?;
        let cases = rows.iter().map(emergency).collect::<Result<Vec<_>, _>>()?;
        Ok(paging.page(cases, |case| case.id.to_string()))
    }
}

async fn fetch(work: &mut Work, id: EmergencyId) -> Result<Emergency, StoreError> {
    let query = sqlx::query(AssertSqlSafe(format!("{SELECT} WHERE e.id = $1"))).bind(id.to_string());
    let row = query.fetch_optional(&mut **work).await?.ok_or(StoreError::NotFound { what: "emergency" })?;
    emergency(&row)
}

async fn step(
    store: &Store,
    work: &mut Work,
    case: &Emergency,
    what: &'static str,
    by: PersonId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let until = if what == "second" { case.until } else { None };
    let entry = NewEntry {
        kind: kind::EMERGENCY_STEP,
        subject: format!("{}/{what}", case.id),
        version: 1,
        owner: Some(case.owner),
        reader: None,
        content: logged_step(case.id, what, by, at, until),
    };
    let index = log::append(work, store.dialect(), entry, at).await?;
    sqlx::query(
        "INSERT INTO emergency_step (emergency, what, by_person, at, until_at, log_index) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(case.id.to_string())
    .bind(what)
    .bind(by.to_string())
    .bind(at.as_microsecond())
    .bind(until.map(Timestamp::as_microsecond))
    .bind(index)
    .execute(&mut **work)
    .await?;
    Ok(())
}

/// A notice to everybody with a mandate in the owner now.
async fn tell(
    work: &mut Work,
    owner: OrganisationId,
    kind: &str,
    message: Label,
    at: Timestamp,
) -> Result<(), StoreError> {
    for person in notices::people_now(work, owner, at).await? {
        let notice = NewNotice { person, kind: kind.to_owned(), message: message.clone(), link: "/accesses".into() };
        notices::insert(work, &notice, at).await?;
    }
    Ok(())
}
