//! What the packaged model tells.

use serde::Serialize;
use verdigris_quantity::Label;

use super::{
    FIRST_YEAR, Model,
    prepare::Followed,
    table::{Metal, Need, Place, Published, Sector, Source},
};
use crate::{balance::Balance, cycle::Course, error::MaterialsError, residue::residue};

/// First year shown; the years before fill the stock.
pub(super) const SHOWN_FROM: i32 = 1950;

/// The cycle of a metal under a scenario. Amounts in thousand tonnes, flows a year, by the years listed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The metal.
    pub metal: Metal,
    /// The scenario of the years after the data.
    pub scenario: Option<Place>,
    /// Unit of all amounts.
    pub unit: &'static str,
    /// The years.
    pub years: Vec<i32>,
    /// Last year of data; later years follow the scenario.
    pub last_data: i32,
    /// The sectors, in the order of the lists by sector.
    pub sectors: Vec<Sector>,
    /// The regions, and last their sum where there are several.
    pub regions: Vec<RegionAnswer>,
    /// Figures others published beside these.
    pub comparison: Vec<Comparison>,
    /// What was taken where data end.
    pub notes: Vec<Note>,
    /// What is not available.
    pub needs: Vec<Need>,
    /// Where the data come from.
    pub sources: Vec<Source>,
    /// Worst gap of all balances.
    pub balance: Balance,
}

/// A region's cycle by year.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RegionAnswer {
    /// Code.
    pub region: String,
    /// Name.
    pub name: Label,
    /// Totals.
    #[serde(flatten)]
    pub figures: Figures,
    /// Metal into fabrication and manufacturing.
    pub fabricated: Vec<f64>,
    /// Old scrap metal beyond what the year could use.
    pub surplus: Vec<f64>,
    /// Net import of final goods.
    pub net_import: Vec<f64>,
    /// End-of-life metal not recovered, and new scrap not returned.
    pub lost: Vec<f64>,
    /// Stock of each sector.
    pub stock_by_sector: Vec<Vec<f64>>,
    /// Flow into use of each sector.
    pub inflow_by_sector: Vec<Vec<f64>>,
    /// Old scrap recovered from each sector's goods: scrap by grade of origin.
    pub scrap: Vec<GradedScrap>,
    /// Residues of making the primary metal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub residues: Vec<ResidueAnswer>,
}

/// The main totals of a region by year.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Stock in use at the end of the year.
    pub stock: Vec<f64>,
    /// Flow of final goods into use.
    pub inflow: Vec<f64>,
    /// End-of-life metal.
    pub end_of_life: Vec<f64>,
    /// Metal recovered from it.
    pub recovered: Vec<f64>,
    /// New scrap.
    pub new_scrap: Vec<f64>,
    /// Primary metal used.
    pub primary: Vec<f64>,
    /// Metal from old scrap used.
    pub recycled: Vec<f64>,
}

/// Scrap of one origin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GradedScrap {
    /// Sector whose goods it comes from.
    pub origin: String,
    /// Name.
    pub name: Label,
    /// End-of-life metal.
    pub arising: Vec<f64>,
    /// Metal recovered.
    pub recovered: Vec<f64>,
}

/// A residue by year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResidueAnswer {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Mass per mass of primary metal.
    pub coefficient: f64,
    /// What arises.
    pub arising: Vec<f64>,
    /// Share a target asks to use.
    pub target: Vec<Option<f64>>,
    /// Amount it asks to use.
    pub asked: Vec<Option<f64>>,
}

/// A published figure beside the model's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The published figure.
    #[serde(flatten)]
    pub published: Published,
    /// The model's.
    pub computed: f64,
    /// The model's over the published value (or lower limit).
    pub ratio: f64,
}

/// What was taken where data end; the text is in the catalogues under `stocks-note-` and the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Code.
    pub code: &'static str,
    /// Region.
    pub region: String,
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
}

impl Note {
    pub(super) fn new(code: &'static str, region: &str, from: i32, to: i32) -> Self {
        Self { code, region: region.to_owned(), from, to }
    }

    /// A demand held after its last point.
    pub(super) fn held(points: &[(f64, f64)], region: &str) -> Self {
        let last = points.last().map_or(FIRST_YEAR, |point| point.0 as i32);
        Self::new("demand-held", region, last + 1, super::LAST_YEAR)
    }
}

/// The totals of every region, and last their sum where there are several.
pub(super) fn figures(model: &Model<'_>, followed: &Followed) -> Vec<Figures> {
    let mut all: Vec<Figures> = followed.regions.iter().map(|one| of_course(&one.course)).collect();
    if model.metal.regions.len() > 1 {
        let mut sum = all[0].clone();
        for one in &all[1..] {
            for (total, values) in lists(&mut sum).into_iter().zip(lists(&mut one.clone())) {
                for (a, b) in total.iter_mut().zip(values.iter()) {
                    *a += b;
                }
            }
        }
        all.push(sum);
    }
    all
}

/// The lists of figures in a fixed order.
pub(super) fn lists(figures: &mut Figures) -> [&mut Vec<f64>; 7] {
    [
        &mut figures.stock,
        &mut figures.inflow,
        &mut figures.end_of_life,
        &mut figures.recovered,
        &mut figures.new_scrap,
        &mut figures.primary,
        &mut figures.recycled,
    ]
}

fn of_course(course: &Course) -> Figures {
    let from = (SHOWN_FROM - FIRST_YEAR) as usize;
    let steps = from..course.primary.len();
    let totals = |values: &[f64]| steps.clone().map(|step| course.total(values, step)).collect();
    Figures {
        stock: totals(&course.stock),
        inflow: totals(&course.inflow),
        end_of_life: totals(&course.end_of_life),
        recovered: totals(&course.recovered),
        new_scrap: course.new_scrap[from..].to_vec(),
        primary: course.primary[from..].to_vec(),
        recycled: course.recycled[from..].to_vec(),
    }
}

/// The whole answer.
pub(super) fn of(model: &Model<'_>, followed: &Followed) -> Result<Answer, MaterialsError> {
    let tables = model.tables;
    let sectors: Vec<Sector> = tables.sectors_of(&model.metal.id).into_iter().cloned().collect();
    let from = (SHOWN_FROM - FIRST_YEAR) as usize;
    let all = figures(model, followed);
    let years: Vec<i32> = (0..all[0].stock.len()).map(|k| SHOWN_FROM + k as i32).collect();
    let mut regions = Vec::new();
    for (one, figures) in followed.regions.iter().zip(&all) {
        regions.push(region(model, &one.region, &one.course, figures, &sectors, from, &years)?);
    }
    if let Some(sum) = all.get(regions.len()) {
        let whole = together(model, &regions, sum.clone());
        regions.push(whole);
    }
    let comparison = tables
        .published
        .iter()
        .filter(|row| row.metal == model.metal.id)
        .filter_map(|row| {
            let one = regions.iter().find(|one| one.region == row.region)?;
            let at = years.iter().position(|year| *year == row.year)?;
            let computed = figure(one, &row.figure, at)?;
            let beside = row.value.or(row.low).or(row.high)?;
            Some(Comparison { published: row.clone(), computed, ratio: computed / beside })
        })
        .collect();
    let balance = followed.regions.iter().fold(Balance::default(), |worst, one| worst.worse(one.course.balance));
    Ok(Answer {
        metal: model.metal.clone(),
        scenario: model.scenario.as_ref().map(|scenario| scenario.place.clone()),
        unit: "kt",
        years,
        last_data: followed.last_data,
        sectors,
        regions,
        comparison,
        notes: followed.notes.clone(),
        needs: tables.needs.iter().filter(|need| need.metal == model.metal.id).cloned().collect(),
        sources: sources(model),
        balance,
    })
}

fn region(
    model: &Model<'_>,
    id: &str,
    course: &Course,
    figures: &Figures,
    sectors: &[Sector],
    from: usize,
    years: &[i32],
) -> Result<RegionAnswer, MaterialsError> {
    let by_sector = |values: &[f64]| -> Vec<Vec<f64>> {
        let of = |k: usize| values[from * sectors.len()..].iter().skip(k).step_by(sectors.len()).copied().collect();
        (0..sectors.len()).map(of).collect()
    };
    let (arising, recovered) = (by_sector(&course.end_of_life), by_sector(&course.recovered));
    let lost =
        (0..years.len()).map(|k| figures.end_of_life[k] - figures.recovered[k] + course.new_scrap_lost[from + k]);
    let mut residues = Vec::new();
    for row in model.tables.residues.iter().filter(|row| row.metal == model.metal.id) {
        let points: Vec<(f64, f64)> = model
            .tables
            .targets
            .iter()
            .filter(|target| target.residue == row.id && target.region == id)
            .map(|target| (f64::from(target.year), target.share))
            .collect();
        let time: Vec<f64> = years.iter().map(|&year| f64::from(year)).collect();
        let followed = residue(&time, &figures.primary, row.value, &points, None)?;
        residues.push(ResidueAnswer {
            id: row.id.clone(),
            name: row.name.clone(),
            coefficient: row.value,
            arising: followed.arising,
            target: followed.target,
            asked: followed.asked,
        });
    }
    Ok(RegionAnswer {
        region: id.to_owned(),
        name: model.tables.region(id),
        figures: figures.clone(),
        fabricated: course.fabricated[from..].to_vec(),
        surplus: course.surplus[from..].to_vec(),
        net_import: course.net_import[from..].to_vec(),
        lost: lost.collect(),
        stock_by_sector: by_sector(&course.stock),
        inflow_by_sector: by_sector(&course.inflow),
        scrap: sectors
            .iter()
            .zip(arising.into_iter().zip(recovered))
            .map(|(sector, (arising, recovered))| GradedScrap {
                origin: sector.id.clone(),
                name: sector.name.clone(),
                arising,
                recovered,
            })
            .collect(),
        residues,
    })
}

/// The sum of regions; targets of residues are of single regions.
fn together(model: &Model<'_>, regions: &[RegionAnswer], figures: Figures) -> RegionAnswer {
    let add = |into: &mut Vec<f64>, values: &[f64]| {
        for (a, b) in into.iter_mut().zip(values) {
            *a += b;
        }
    };
    let mut sum = regions[0].clone();
    for one in &regions[1..] {
        add(&mut sum.fabricated, &one.fabricated);
        add(&mut sum.surplus, &one.surplus);
        add(&mut sum.net_import, &one.net_import);
        add(&mut sum.lost, &one.lost);
        for (into, values) in sum.stock_by_sector.iter_mut().zip(&one.stock_by_sector) {
            add(into, values);
        }
        for (into, values) in sum.inflow_by_sector.iter_mut().zip(&one.inflow_by_sector) {
            add(into, values);
        }
        for (into, values) in sum.scrap.iter_mut().zip(&one.scrap) {
            add(&mut into.arising, &values.arising);
            add(&mut into.recovered, &values.recovered);
        }
        for (into, values) in sum.residues.iter_mut().zip(&one.residues) {
            add(&mut into.arising, &values.arising);
        }
    }
    for residue in &mut sum.residues {
        residue.target.fill(None);
        residue.asked.fill(None);
    }
    "GLO".clone_into(&mut sum.region);
    sum.name = model.tables.region("GLO");
    sum.figures = figures;
    sum
}

fn figure(region: &RegionAnswer, name: &str, at: usize) -> Option<f64> {
    let figures = &region.figures;
    Some(match name {
        "stock" => figures.stock[at],
        "inflow" => figures.inflow[at],
        "end-of-life" | "scrap-domestic" => figures.end_of_life[at],
        "recovered" => figures.recovered[at],
        "new-scrap" => figures.new_scrap[at],
        "scrap" | "recycled" => figures.recovered[at] + figures.new_scrap[at],
        _ => return None,
    })
}

/// The sources of the rows a metal uses.
fn sources(model: &Model<'_>) -> Vec<Source> {
    let tables = model.tables;
    let metal = &model.metal.id;
    let used: std::collections::BTreeSet<&str> = tables
        .primary
        .iter()
        .filter(|row| row.metal == *metal)
        .map(|row| row.source.as_str())
        .chain(tables.trade.iter().filter(|row| row.metal == *metal).map(|row| row.source.as_str()))
        .chain(tables.split.iter().filter(|row| row.metal == *metal).map(|row| row.source.as_str()))
        .chain(tables.lifetimes.iter().filter(|row| row.metal == *metal).map(|row| row.source.as_str()))
        .chain(tables.rates.iter().filter(|row| row.metal == *metal).map(|row| row.source.as_str()))
        .chain(tables.points.iter().filter(|row| row.metal == *metal).map(|row| row.source.as_str()))
        .chain(tables.residues.iter().filter(|row| row.metal == *metal).map(|row| row.source.as_str()))
        .chain(tables.published.iter().filter(|row| row.metal == *metal).map(|row| row.source.as_str()))
        .collect();
    tables.sources.iter().filter(|source| used.contains(source.id.as_str())).cloned().collect()
}
