//! Every array of the reference cases of ODYM (IndEcol/ODYM, MIT): inputs are used, results compared.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde_json::Value;
use verdigris_materials::{
    Entry, Lifetime, Survival, Time,
    stock::{Decline, Group, Groups, Initial, age_structure, follow, inflow_of_stock},
};

/// The arrays, and which of them a test has read.
struct Case {
    arrays: BTreeMap<String, Value>,
    read: RefCell<BTreeSet<String>>,
}

impl Case {
    fn open() -> Option<Self> {
        let file =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/odym/dsm_reference_arrays.json");
        let Ok(text) = std::fs::read_to_string(file) else {
            println!("skipped: the reference arrays are not there");
            return None;
        };
        Some(Self { arrays: serde_json::from_str(&text).unwrap(), read: RefCell::default() })
    }

    fn value(&self, name: &str) -> &Value {
        self.read.borrow_mut().insert(name.to_owned());
        &self.arrays[name]
    }

    /// An array of any depth, flattened.
    fn list(&self, name: &str) -> Vec<f64> {
        fn flatten(value: &Value, into: &mut Vec<f64>) {
            match value {
                Value::Array(items) => items.iter().for_each(|item| flatten(item, into)),
                other => into.push(other.as_f64().unwrap()),
            }
        }
        let mut values = Vec::new();
        flatten(self.value(name), &mut values);
        values
    }

    /// One step a year of the named time vector.
    fn time(&self, name: &str) -> Time {
        let years = self.list(name);
        Time::yearly(years[0] as i32, *years.last().unwrap() as i32).unwrap()
    }

    /// The lifetimes of all cohorts.
    ///
    /// ODYM's log-normal takes `√(1 + mean²/sd²)` where the moments of the distribution need `√(1 + sd²/mean²)`, so
    /// its lifetime of mean m and deviation s is truly one of deviation m²/s.
    fn lifetimes(&self, name: &str) -> Vec<Lifetime> {
        let value = self.value(name);
        let numbers = |key: &str| -> Vec<f64> {
            value[key].as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
        };
        let pair = |first: &str, second: &str, make: fn(f64, f64) -> Lifetime| {
            numbers(first).into_iter().zip(numbers(second)).map(|(a, b)| make(a, b)).collect()
        };
        match value["Type"].as_str().unwrap() {
            "Fixed" => numbers("Mean").into_iter().map(|mean| Lifetime::Fixed { mean }).collect(),
            // A normal lifetime of mean 0 leaves at once, whatever its deviation.
            "Normal" => {
                pair("Mean", "StdDev", |mean, sd| Lifetime::Normal { mean, sd: if mean == 0.0 { 0.0 } else { sd } })
            }
            "FoldedNormal" => pair("Mean", "StdDev", |mean, sd| Lifetime::FoldedNormal { mean, sd }),
            "LogNormal" => pair("Mean", "StdDev", |mean, sd| Lifetime::LogNormal { mean, sd: mean * mean / sd }),
            "Weibull" => pair("Shape", "Scale", |shape, scale| Lifetime::Weibull { shape, scale }),
            other => panic!("lifetime {other}"),
        }
    }

    /// ODYM's survival: goods enter at the end of the year.
    fn survival(&self, time: &Time, lifetime: &str) -> Survival {
        let lifetimes = self.lifetimes(lifetime);
        Survival::by_cohort(time, Entry::End, |cohort| &lifetimes[cohort])
    }

    /// Compares with an array, each within `tolerance` of the figure or of 1.
    fn compare(&self, name: &str, values: &[f64], tolerance: f64) {
        let wanted = self.list(name);
        assert_eq!(values.len(), wanted.len(), "{name}");
        for (at, (value, wanted)) in values.iter().zip(&wanted).enumerate() {
            assert!((value - wanted).abs() <= tolerance * wanted.abs().max(1.0), "{name}[{at}]: {value}, not {wanted}");
        }
    }

    /// Inflow-driven: stock and outflow by cohort, their sums, the change of the stock and the balance.
    fn inflow_driven(&self, time: &str, inflow: &[f64], lifetime: &str) -> Followed {
        let time = self.time(time);
        let cohorts = age_structure(&time, &self.survival(&time, lifetime), inflow).unwrap();
        Followed::new(inflow.to_vec(), cohorts.stock, cohorts.outflow)
    }

    /// Stock-driven, with kinds sharing a stock where shares are given.
    fn stock_driven(
        survival: &[&Survival],
        target: &[f64],
        initial: Option<Initial<'_>>,
        shares: &[f64],
        decline: Decline,
    ) -> Groups {
        let time = Time::yearly(1, i32::try_from(survival[0].steps()).unwrap()).unwrap();
        let group = Group { survival, target, shares, initial, decline, series: 0 };
        follow(&time, &group, true).unwrap()
    }
}

/// Figures of one series as ODYM names them.
struct Followed {
    inflow: Vec<f64>,
    stock_by_cohort: Vec<f64>,
    outflow_by_cohort: Vec<f64>,
    stock: Vec<f64>,
    outflow: Vec<f64>,
    change: Vec<f64>,
    balance: Vec<f64>,
}

impl Followed {
    fn new(inflow: Vec<f64>, stock_by_cohort: Vec<f64>, outflow_by_cohort: Vec<f64>) -> Self {
        let n = inflow.len();
        let sums = |values: &[f64]| values.chunks(n).map(|row| row.iter().sum::<f64>()).collect::<Vec<_>>();
        let (stock, outflow) = (sums(&stock_by_cohort), sums(&outflow_by_cohort));
        let change: Vec<f64> = (0..n).map(|step| stock[step] - if step == 0 { 0.0 } else { stock[step - 1] }).collect();
        let balance = (0..n).map(|step| inflow[step] - outflow[step] - change[step]).collect();
        Self { inflow, stock_by_cohort, outflow_by_cohort, stock, outflow, change, balance }
    }

    fn of(groups: &Groups) -> Self {
        let cohorts = &groups.cohorts[0];
        Self::new(groups.inflow.clone(), cohorts.stock.clone(), cohorts.outflow.clone())
    }
}

/// By step, cohort and kind, as the reference lays them out, from a first step on.
fn by_kind(groups: &Groups, from: usize, of: fn(&verdigris_materials::stock::Cohorts) -> &[f64]) -> Vec<f64> {
    let steps = groups.cohorts[0].steps;
    let mut values = Vec::new();
    for at in from * steps..steps * steps {
        values.extend(groups.cohorts.iter().map(|cohorts| of(cohorts)[at]));
    }
    values
}

fn sums_of_kinds(groups: &Groups, values: &[f64]) -> Vec<f64> {
    values.chunks(groups.kinds).map(|row| row.iter().sum()).collect()
}

#[test]
fn all_reference_arrays() {
    let Some(case) = Case::open() else { return };
    inflow_driven(&case);
    stock_driven(&case);
    from_an_initial_stock(&case);
    kinds_sharing_a_stock(&case);
    assert_eq!(case.arrays.len(), 182);
    let read = case.read.borrow();
    let unread: Vec<_> = case.arrays.keys().filter(|name| !read.contains(*name)).collect();
    assert!(unread.is_empty(), "arrays no comparison used: {unread:?}");
}

fn inflow_driven(case: &Case) {
    let inflow = case.list("Inflow_T_FixedLT");
    for zero in ["lifetime_FixedLT0", "lifetime_NormLT0"] {
        let gone = case.inflow_driven("Time_T_FixedLT", &inflow, zero);
        assert!(gone.stock.iter().all(|&stock| stock == 0.0));
        assert_eq!(gone.outflow, inflow);
    }
    for (lifetime, stem, tolerance) in [
        ("lifetime_FixedLT", "FixedLT", 0.0),
        ("lifetime_NormLT", "NormLT", 1e-8),
        ("lifetime_WeibullLT", "WeibullLT", 1e-8),
    ] {
        let followed = case.inflow_driven("Time_T_FixedLT", &inflow, lifetime);
        case.compare(&format!("Stock_TC_{stem}"), &followed.stock_by_cohort, tolerance);
        case.compare(&format!("Stock_T_{stem}"), &followed.stock, tolerance);
        case.compare(&format!("Outflow_TC_{stem}"), &followed.outflow_by_cohort, tolerance);
        case.compare(&format!("Outflow_T_{stem}"), &followed.outflow, tolerance);
        case.compare(&format!("StockChange_T_{stem}"), &followed.change, tolerance);
        case.compare("Bal", &followed.balance, 1e-12);
    }
    for (time, inflow, lifetime, tables, sums) in [
        ("Time_T_LN", "Inflow_LN", "lifetime_LogNorm", "LN_Stock", "LN_Stock_60"),
        ("Time_T_FN", "Inflow_FN", "lifetime_FoldNorm", "FN_Stock", "FN_Stock_60"),
    ] {
        let followed = case.inflow_driven(time, &case.list(inflow), lifetime);
        case.compare(tables, &followed.stock_by_cohort, 1e-12);
        case.compare(sums, &followed.stock, 1e-12);
    }
    let time = case.time("Time_T_LN");
    let survival = case.survival(&time, "lifetime_LogNorm");
    let shares: Vec<f64> = (0..time.steps()).map(|step| survival.share(step, 0)).collect();
    case.compare("SF", &shares, 1e-12);
    // The table of survival and of leaving, and the outflow from either.
    let inflow = case.list("ifl_pdf");
    let time = Time::yearly(0, 24).unwrap();
    let survival = case.survival(&time, "lt_pdf");
    let table = |of: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        (0..25)
            .flat_map(|step| (0..25).map(move |cohort| (step, cohort)))
            .map(|(step, cohort)| if cohort <= step { of(step, cohort) } else { 0.0 })
            .collect()
    };
    case.compare("SF_pdf", &table(&|step, cohort| survival.share(step, cohort)), 1e-12);
    case.compare("PDF_pdf", &table(&|step, cohort| survival.leaving(step, cohort)), 1e-12);
    case.compare("OC_alt", &table(&|step, cohort| inflow[cohort] * survival.leaving(step, cohort)), 1e-12);
    let cohorts = age_structure(&time, &survival, &inflow).unwrap();
    case.compare("SC_pdf", &cohorts.stock, 1e-12);
    case.compare("OC_pdf", &cohorts.outflow, 1e-12);
}

fn stock_driven(case: &Case) {
    let time = case.time("Time_T_FixedLT");
    for (lifetime, stem, decline) in [
        ("lifetime_FixedLT", "FixedLT", Decline::Refuse),
        ("lifetime_NormLT", "NormLT", Decline::NegativeInflow),
        ("lifetime_NormLT", "NormLT", Decline::Proportional),
        ("lifetime_WeibullLT", "WeibullLT", Decline::NegativeInflow),
    ] {
        let survival = case.survival(&time, lifetime);
        let target = case.list(&format!("Stock_T_{stem}"));
        let followed = Followed::of(&Case::stock_driven(&[&survival], &target, None, &[], decline));
        case.compare(&format!("Stock_TC_{stem}"), &followed.stock_by_cohort, 1e-7);
        case.compare(&format!("Outflow_TC_{stem}"), &followed.outflow_by_cohort, 1e-7);
        case.compare("Inflow_T_FixedLT", &followed.inflow, 1e-7);
    }
    let time = case.time("Time_T_30");
    let survival = case.survival(&time, "lifetime_NormLT8");
    let target = case.list("Stock_SDM_NegInflow_NormLT");
    let negative = Case::stock_driven(&[&survival], &target, None, &[], Decline::NegativeInflow);
    let followed = Followed::of(&negative);
    case.compare("InflowNeg_NoCorr", &followed.inflow, 1e-11);
    case.compare("I1", &followed.inflow, 1e-11);
    case.compare("SC1", &followed.stock_by_cohort, 1e-11);
    case.compare("OC1", &followed.outflow_by_cohort, 1e-11);
    let retired = Case::stock_driven(&[&survival], &target, None, &[], Decline::Proportional);
    let followed = Followed::of(&retired);
    for name in ["InflowNeg_WithCorr", "I2"] {
        case.compare(name, &followed.inflow, 1e-11);
    }
    case.compare("SC2", &followed.stock_by_cohort, 1e-11);
    case.compare("OC2", &followed.outflow_by_cohort, 1e-11);
    case.compare("OT2", &followed.outflow, 1e-11);
    case.compare("StockChange_WithCorr", &followed.change, 1e-11);
    case.compare("SCh2", &followed.change, 1e-11);
    for name in ["Bal2", "Bal30"] {
        case.compare(name, &followed.balance, 1e-11);
    }
}

fn from_an_initial_stock(case: &Case) {
    // The inflow that left a stock by cohort at the end of the last year.
    for (time, stock, lifetime, inflow, computed, tolerance) in [
        ("Time_T_FixedLT_X", "InitialStock_X", "lifetime_FixedLT_X", "Inflow_X", "TestInflow_X", 0.0),
        ("Time_T_FixedLT_XX", "InitialStock_XX", "lifetime_NormLT_X", "Inflow_XX", "TestInflow_XX", 1e-8),
        ("Time_T_FixedLT_XX", "InitialStock_WB", "lifetime_WeibullLT", "Inflow_WB", "TestInflow_WB", 1e-9),
    ] {
        let time = case.time(time);
        let stock = case.list(stock);
        let survival = case.survival(&time, lifetime);
        let (found, unexplained) = inflow_of_stock(&time, &survival, time.steps() - 1, &stock).unwrap();
        assert!(unexplained.iter().all(|&amount| amount == 0.0));
        case.compare(inflow, &found, tolerance);
        // The survival here is 10⁻⁶ of its size in the oldest cohort: absolute accuracy is what counts.
        case.compare(computed, &found, tolerance.max(1e-10));
    }
    let time = case.time("Time_T_FixedLT_2");
    let survival = case.survival(&time, "lifetime_NormLT_2");
    let stock = case.list("InitialStock_2");
    let target = case.list("FutureStock_2");
    let initial = Some(Initial { start: stock.len(), by_cohort: &stock });
    let groups = Case::stock_driven(&[&survival], &target, initial, &[], Decline::NegativeInflow);
    let followed = Followed::of(&groups);
    for (stem, tolerance) in [("InitialStock_2_Ref", 1e-8), ("InitialStock_2", 1e-11)] {
        case.compare(&format!("Sc_{stem}"), &followed.stock_by_cohort, tolerance);
        case.compare(&format!("Oc_{stem}"), &followed.outflow_by_cohort, tolerance);
        case.compare(&format!("I_{stem}"), &followed.inflow, tolerance);
    }
    // The reference keeps this array of another lifetime and compares nothing with it.
    assert_eq!(case.list("Inflow_2").len(), stock.len());
    case.compare("Sc_InitialStock_2_Ref_Sum", &followed.stock, 1e-8);
    case.compare("OT3", &followed.outflow, 1e-11);
    case.compare("SCh3", &followed.change, 1e-11);
    for name in ["Bal3", "Bal9"] {
        case.compare(name, &followed.balance, 1e-11);
    }
    // The same stock from that inflow.
    let again = age_structure(&time, &survival, &followed.inflow).unwrap();
    case.compare("Sc_Stock_2", &again.stock, 1e-11);
    case.compare("Sc_Outflow_t_c", &again.outflow, 1e-11);
    case.compare("Sc_Stock_2_Sum", &followed.stock, 1e-11);
    case.compare("Sc_Stock_Sum", &followed.stock, 1e-11);

    let time = case.time("Time_T_30");
    let survival = case.survival(&time, "lifetime_NormLT8");
    let stock = case.list("InitialStock_8");
    let initial = Some(Initial { start: stock.len(), by_cohort: &stock });
    for (target, decline, suffix, inflow) in [
        ("Stock_SDM_NegInflow_NormLTNeg", Decline::NegativeInflow, "1IS", "InitialStockInflowNegNoCorrect"),
        ("Stock_SDM_NegInflow_NormLTNeg", Decline::Proportional, "2IS", "InitialStockInflowNegCorrect"),
        ("Stock_SDM_PosInflow_NormLTNeg", Decline::Proportional, "3IS", "InitialStockInflowNoNegCorrect"),
    ] {
        let groups = Case::stock_driven(&[&survival], &case.list(target), initial, &[], decline);
        let followed = Followed::of(&groups);
        case.compare(inflow, &followed.inflow, 1e-11);
        for (stem, values) in [
            ("I", &followed.inflow),
            ("SC", &followed.stock_by_cohort),
            ("OC", &followed.outflow_by_cohort),
            ("OT", &followed.outflow),
            ("SCh", &followed.change),
            ("Bal", &followed.balance),
        ] {
            case.compare(&format!("{stem}{suffix}"), values, 1e-11);
        }
    }
}

fn kinds_sharing_a_stock(case: &Case) {
    let time = case.time("Time_T_FixedLT_2");
    let survival = case.survival(&time, "lifetime_NormLT_3");
    let kinds = [&survival, &survival];
    case.compare("SFArrayCombined", &square(&survival), 1e-12);
    let stock = case.list("InitialStock1");
    let initial = Some(Initial { start: 3, by_cohort: &stock[..6] });
    // The reference without a rule of decline gives only the years asked for.
    let short = |values: Vec<f64>, width: usize| [vec![0.0; 3 * width], values].concat();
    let target = short(case.list("FutureStock1"), 1);
    let mut shares = short(case.list("TypeSplit1"), 2);
    shares[..6].fill(0.5);
    let groups = Case::stock_driven(&kinds, &target, initial, &shares, Decline::NegativeInflow);
    case.compare("SC_IS_TS", &by_kind(&groups, 3, |cohorts| &cohorts.stock), 1e-11);
    case.compare("OC_IS_TS", &by_kind(&groups, 3, |cohorts| &cohorts.outflow), 1e-11);
    case.compare("I_IS_TS", &groups.inflow, 1e-11);
    let (stocks, outflow) = (sums_of_kinds(&groups, &groups.stock), sums_of_kinds(&groups, &groups.outflow));
    case.compare("OT_IS_TS", &outflow[3..], 1e-11);
    // The reference's change and balance of the first year count the stock from before as added in it.
    let inflow = sums_of_kinds(&groups, &groups.inflow);
    let change: Vec<f64> = (3..9).map(|k| stocks[k] - if k == 3 { 0.0 } else { stocks[k - 1] }).collect();
    case.compare("SCh_IS_TS", &change, 1e-11);
    let balance: Vec<f64> = (0..6).map(|k| inflow[k + 3] - outflow[k + 3] - change[k]).collect();
    case.compare("Bal_IS_TS", &balance, 1e-11);
    let kept = &groups.cohorts;
    case.compare("TypeSplitStockCheckType1", &kept[0].stock[7 * 9..8 * 9], 1e-11);
    case.compare("TypeSplitStockCheckType2", &kept[1].stock[7 * 9..8 * 9], 1e-11);
    case.compare("TypeSplitInflowCheckType", &groups.inflow, 1e-11);
    // What the reference keeps of a second stock, in both lengths, and never runs in the short one.
    assert_eq!(case.list("FutureStock2a")[3..], case.list("FutureStock2")[..]);

    let shares = case.list("TypeSplit1a");
    for (target, decline, number) in [
        ("FutureStock1a", Decline::Proportional, 1),
        ("FutureStock2a", Decline::NegativeInflow, 2),
        ("FutureStock2a", Decline::Proportional, 3),
    ] {
        let groups = with_past(&kinds, &case.list(target), initial, &shares, decline);
        compare_kinds(case, &groups, &number.to_string());
        let of_cohort: Vec<f64> =
            (0..9).flat_map(|step| groups.cohorts.iter().map(move |cohorts| cohorts.stock[step * 9 + 2])).collect();
        case.compare(&format!("TypeSplitInitialStockInflowCorrect{number}StockCheck"), &of_cohort, 1e-11);
    }
    let time = case.time("Time_T_FixedLT_3");
    let survival = case.survival(&time, "lifetime_NormLT_4");
    let kinds = [&survival, &survival];
    case.compare("SFArrayCombineda", &square(&survival), 1e-12);
    let stock = case.list("InitialStock2");
    let initial = Some(Initial { start: 8, by_cohort: &stock[..16] });
    let shares = case.list("TypeSplit2a");
    for (target, decline, suffix) in [
        ("Stock_SDM_PosInflow_NormLTNeg", Decline::Proportional, "1a"),
        ("Stock_SDM_NegInflow_NormLTNeg", Decline::NegativeInflow, "2a"),
        ("Stock_SDM_NegInflow_NormLTNeg", Decline::Proportional, "3a"),
    ] {
        let groups = with_past(&kinds, &case.list(target), initial, &shares, decline);
        compare_kinds(case, &groups, suffix);
    }
}

fn with_past(
    kinds: &[&Survival],
    target: &[f64],
    initial: Option<Initial<'_>>,
    shares: &[f64],
    decline: Decline,
) -> Groups {
    Case::stock_driven(kinds, target, initial, shares, decline)
}

fn compare_kinds(case: &Case, groups: &Groups, suffix: &str) {
    case.compare(&format!("SC_IS_TS{suffix}"), &by_kind(groups, 0, |cohorts| &cohorts.stock), 1e-11);
    case.compare(&format!("OC_IS_TS{suffix}"), &by_kind(groups, 0, |cohorts| &cohorts.outflow), 1e-11);
    case.compare(&format!("I_IS_TS{suffix}"), &groups.inflow, 1e-11);
    case.compare(&format!("Flags{suffix}"), &groups.shortfall, 1e-11);
    let stock = sums_of_kinds(groups, &groups.stock);
    let outflow = sums_of_kinds(groups, &groups.outflow);
    let inflow = sums_of_kinds(groups, &groups.inflow);
    let change: Vec<f64> = (0..stock.len()).map(|k| stock[k] - if k == 0 { 0.0 } else { stock[k - 1] }).collect();
    let balance: Vec<f64> = (0..stock.len()).map(|k| inflow[k] - outflow[k] - change[k]).collect();
    case.compare(&format!("OT_IS_TS{suffix}"), &outflow, 1e-11);
    case.compare(&format!("SCh_IS_TS{suffix}"), &change, 1e-11);
    case.compare(&format!("Bal_IS_TS{suffix}"), &balance, 1e-11);
}

/// The survival by step and cohort, 0 before a cohort enters.
fn square(survival: &Survival) -> Vec<f64> {
    let n = survival.steps();
    (0..n * n).map(|at| if at % n <= at / n { survival.share(at / n, at % n) } else { 0.0 }).collect()
}
