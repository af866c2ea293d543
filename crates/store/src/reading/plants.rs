//! Plants as a viewer sees them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sqlx::{Any, AssertSqlSafe, Transaction, any::AnyRow};
use verdigris_alliance::{Basis, Field, Object, OrganisationId, PlantId};
use verdigris_quantity::Label;

use super::Reading;
use crate::{Page, Paging, StoreError, page::places, row::Columns as _};

/// A plant of which a viewer may read something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlantSeen {
    /// Its id.
    pub id: PlantId,
    /// Whose plant.
    pub organisation: OrganisationId,
    /// Whether it is an invented example.
    pub example: bool,
    /// Since when it is known.
    pub created: Timestamp,
    /// The fields that may be read, each with its basis; at least one.
    pub fields: BTreeMap<Field, Basis>,
    /// Name, sector and region, where the profile may be read.
    pub profile: Option<ProfileSeen>,
    /// Years of which there are submissions or results, as far as any part of either may be read.
    pub years: Vec<i32>,
}

impl PlantSeen {
    /// The plant as an object of decisions.
    pub fn object(&self) -> Object {
        Object { owner: self.organisation, plant: self.id }
    }
}

/// The profile of a plant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileSeen {
    /// Its name.
    pub name: Label,
    /// Sector.
    pub sector: String,
    /// Region.
    pub region: String,
    /// Counts its changes from 1.
    pub version: u64,
}

/// Which plants.
#[derive(Clone, Debug, Default)]
pub struct PlantFilter {
    /// Part of the name in either language.
    pub text: Option<String>,
    /// Sector.
    pub sector: Option<String>,
    /// Of one organisation.
    pub organisation: Option<OrganisationId>,
}

impl PlantFilter {
    /// A plant whose profile may not be read meets no condition on it.
    fn admits(&self, plant: &PlantSeen) -> bool {
        let profile = |condition: &dyn Fn(&ProfileSeen) -> bool| plant.profile.as_ref().is_some_and(condition);
        let text = self.text.as_ref().map(|text| text.trim().to_lowercase());
        let named = |text: &String| {
            profile(&|profile| {
                profile.name.en.to_lowercase().contains(text) || profile.name.zh.to_lowercase().contains(text)
            })
        };
        text.as_ref().is_none_or(named)
            && self.sector.as_ref().is_none_or(|sector| profile(&|profile| &profile.sector == sector))
            && self.organisation.is_none_or(|organisation| plant.organisation == organisation)
    }
}

/// Fields any of which tells of which years there are submissions.
const BROUGHT: [Field; 2] = [Field::Records, Field::File];
/// Fields any of which tells of which years there are results.
const COMPUTED: [Field; 5] = [Field::Accounts, Field::Footprint, Field::Diagnosis, Field::Measures, Field::Report];

/// Plants with the latest version of their profile; the profile is null where the database itself withholds it.
const SELECT: &str = "SELECT p.id, p.organisation, p.example, p.created_at, f.name_en, f.name_zh, f.sector, f.region, \
    f.version FROM plant p LEFT JOIN plant_profile f ON f.plant = p.id \
    AND f.version = (SELECT max(g.version) FROM plant_profile g WHERE g.plant = p.id)";

impl Reading<'_> {
    /// The plants of which the viewer may read something, in the order they were added.
    pub async fn plants(&self, filter: &PlantFilter, paging: &Paging) -> Result<Page<PlantSeen>, StoreError> {
        let mut work = self.begin().await?;
        let page = self.page(&mut work, filter, paging).await?;
        let read: Vec<_> = page.items.iter().filter_map(|plant| self.profile_read(plant)).collect();
        self.finish(work, &read).await?;
        Ok(page)
    }

    /// A plant, where the viewer may read anything of it.
    pub async fn plant(&self, id: PlantId) -> Result<Option<PlantSeen>, StoreError> {
        let mut work = self.begin().await?;
        let Some(plant) = self.one(&mut work, id).await? else { return Ok(None) };
        let read: Vec<_> = self.profile_read(&plant).into_iter().collect();
        self.finish(work, &read).await?;
        Ok(Some(plant))
    }

    /// A page of plants, whose reading the caller logs.
    pub(super) async fn page(
        &self,
        work: &mut Transaction<'static, Any>,
        filter: &PlantFilter,
        paging: &Paging,
    ) -> Result<Page<PlantSeen>, StoreError> {
        let owners: BTreeSet<OrganisationId> = self.sight.openings().iter().map(|opening| opening.owner).collect();
        let owners: Vec<String> = owners.iter().map(ToString::to_string).collect();
        let (mut seen, cursor) = (Vec::new(), paging.cursor());
        for some in owners.chunks(200) {
            let text = format!("{SELECT} WHERE p.organisation IN ({})", places(1, some.len()));
            let mut query = sqlx::query(AssertSqlSafe(text));
            for owner in some {
                query = query.bind(owner.clone());
            }
            for row in query.fetch_all(&mut **work).await? {
                seen.extend(self.seen(&row)?);
            }
        }
        seen.retain(|plant| plant.id.to_string() > cursor && filter.admits(plant));
        seen.sort_by_key(|plant| plant.id);
        seen.truncate(paging.fetch() as usize);
        let mut page = paging.page(seen, |plant| plant.id.to_string());
        self.add_years(work, &mut page.items).await?;
        Ok(page)
    }

    /// A plant, whose reading the caller logs.
    pub(super) async fn one(
        &self,
        work: &mut Transaction<'static, Any>,
        id: PlantId,
    ) -> Result<Option<PlantSeen>, StoreError> {
        let query = sqlx::query(AssertSqlSafe(format!("{SELECT} WHERE p.id = $1"))).bind(id.to_string());
        let row = query.fetch_optional(&mut **work).await?;
        let Some(plant) = row.map(|row| self.seen(&row)).transpose()?.flatten() else { return Ok(None) };
        let mut plants = vec![plant];
        self.add_years(work, &mut plants).await?;
        Ok(plants.pop())
    }

    pub(super) fn profile_read(&self, plant: &PlantSeen) -> Option<crate::accesses::Reading> {
        plant.profile.as_ref()?;
        Some(self.access(plant.object(), Field::Profile, plant.fields.get(&Field::Profile)?))
    }

    fn seen(&self, row: &AnyRow) -> Result<Option<PlantSeen>, StoreError> {
        let object = Object { owner: row.parsed("organisation")?, plant: row.parsed("id")? };
        let fields: BTreeMap<Field, Basis> =
            Field::ALL.iter().filter_map(|field| Some((*field, self.decide(object, *field).ok()?))).collect();
        if fields.is_empty() {
            return Ok(None);
        }
        let readable = fields.contains_key(&Field::Profile) && row.maybe_number("version")?.is_some();
        let profile = if readable { Some(profile(row)?) } else { None };
        Ok(Some(PlantSeen {
            id: object.plant,
            organisation: object.owner,
            example: row.flag("example")?,
            created: row.time("created_at")?,
            fields,
            profile,
            years: Vec::new(),
        }))
    }

    async fn add_years(
        &self,
        work: &mut Transaction<'static, Any>,
        plants: &mut [PlantSeen],
    ) -> Result<(), StoreError> {
        let ids: Vec<String> = plants.iter().map(|plant| plant.id.to_string()).collect();
        let (mut brought, mut computed) = (BTreeSet::new(), BTreeSet::new());
        for some in ids.chunks(200) {
            let list = places(1, some.len());
            let of = |table: &str| format!("SELECT DISTINCT plant, year FROM {table} WHERE plant IN ({list})");
            for (text, years) in [(of("submission"), &mut brought), (of("result"), &mut computed)] {
                let mut query = sqlx::query(AssertSqlSafe(text));
                for id in some {
                    query = query.bind(id.clone());
                }
                for row in query.fetch_all(&mut **work).await? {
                    let year = i32::try_from(row.number("year")?).map_err(|_| StoreError::bad("year"))?;
                    years.insert((row.parsed::<PlantId>("plant")?, year));
                }
            }
        }
        for plant in plants {
            let mut years = BTreeSet::new();
            for (fields, known) in [(BROUGHT.as_slice(), &brought), (COMPUTED.as_slice(), &computed)] {
                if fields.iter().any(|field| plant.fields.contains_key(field)) {
                    years.extend(known.iter().filter(|(id, _)| *id == plant.id).map(|(_, year)| *year));
                }
            }
            plant.years = years.into_iter().collect();
        }
        Ok(())
    }
}

fn profile(row: &AnyRow) -> Result<ProfileSeen, StoreError> {
    Ok(ProfileSeen {
        name: row.label("name_en", "name_zh")?,
        sector: row.text("sector")?,
        region: row.text("region")?,
        version: row.count("version")?,
    })
}
