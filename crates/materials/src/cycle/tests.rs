use super::*;
use crate::{Entry, Lifetime, MaterialsError};
use proptest::prelude::*;

struct World {
    time: Time,
    survival: Vec<Survival>,
    split: Vec<f64>,
    recycling: Vec<f64>,
}

fn world(steps: usize, means: &[f64], recycling: f64) -> World {
    let time = Time::yearly(1950, 1949 + steps as i32).unwrap();
    let survival = means
        .iter()
        .map(|&mean| Survival::of(&time, Entry::Middle, &Lifetime::Normal { mean, sd: 0.3 * mean }))
        .collect();
    let split = vec![1.0 / means.len() as f64; means.len() * steps];
    World { time, survival, split, recycling: vec![recycling; means.len() * steps] }
}

fn follow(
    world: &World,
    drive: &[Drive],
    trade: f64,
    n: f64,
    a: f64,
    elements: &[Element],
) -> Result<Course, MaterialsError> {
    let steps = world.time.steps();
    let survival: Vec<&Survival> = world.survival.iter().collect();
    run(&Cycle {
        time: &world.time,
        survival: &survival,
        drive,
        split: &world.split,
        net_import: &vec![trade; steps],
        new_scrap: &vec![n; steps],
        new_scrap_return: &vec![a; steps],
        recycling: &world.recycling,
        elements,
    })
}

#[test]
fn a_steady_cycle_is_worked_out_by_hand() {
    // All goods leave in their own year, half comes back, a fifth is new scrap that all comes back:
    // goods = P + R and R = goods/2, so goods = 2P.
    let mut steady = world(3, &[1.0], 0.5);
    steady.survival = vec![Survival::of(&steady.time, Entry::Middle, &Lifetime::Fixed { mean: 0.0 })];
    let course = follow(&steady, &[Drive::Primary(10.0); 3], 0.0, 0.2, 1.0, &[]).unwrap();
    assert!((course.inflow[2] - 20.0).abs() < 1e-12);
    assert!((course.recycled[2] - 10.0).abs() < 1e-12 && (course.fabricated[2] - 25.0).abs() < 1e-12);
    assert!((course.recycled_content(2) - 0.6).abs() < 1e-12);
    assert_eq!(course.stock, [0.0, 0.0, 0.0]);
}

#[test]
fn more_scrap_than_demand_is_a_surplus() {
    let falling = world(60, &[5.0], 1.0);
    let drive: Vec<Drive> = (0..60).map(|year| Drive::Demand(if year < 40 { 100.0 } else { 1.0 })).collect();
    let course = follow(&falling, &drive, 0.0, 0.1, 1.0, &[]).unwrap();
    assert!(course.surplus[45] > 10.0 && course.primary[45] == 0.0, "{:?}", &course.surplus[38..48]);
    assert_eq!(course.surplus[30], 0.0);
}

#[test]
fn a_stock_falling_too_fast_is_shown_as_excess() {
    let slow = world(20, &[30.0], 0.5);
    let drive: Vec<Drive> = (0..20).map(|year| Drive::Stock(if year < 10 { 100.0 } else { 10.0 })).collect();
    let course = follow(&slow, &drive, 0.0, 0.1, 1.0, &[]).unwrap();
    assert!(course.excess[12] > 50.0 && course.inflow[12] == 0.0);
    assert!((course.stock[8] - 100.0).abs() < 1e-9);
}

#[test]
fn what_cannot_be_is_refused() {
    let one = world(3, &[10.0], 0.5);
    let drive = [Drive::Primary(1.0); 3];
    assert_eq!(follow(&one, &drive, 0.0, 1.0, 1.0, &[]).unwrap_err().code(), "materials-fraction");
    assert_eq!(follow(&one, &drive[..2], 0.0, 0.1, 1.0, &[]).unwrap_err().code(), "materials-length");
    assert_eq!(follow(&one, &[Drive::Demand(-1.0); 3], 0.0, 0.1, 1.0, &[]).unwrap_err().code(), "materials-negative");
    let error = follow(&one, &[Drive::Demand(1.0); 3], 5.0, 0.1, 1.0, &[]).unwrap_err();
    assert!(error.to_string().contains("the goods made"), "{error}");
    let mut uneven = world(3, &[10.0, 5.0], 0.5);
    uneven.split[2] = 0.9;
    assert_eq!(follow(&uneven, &drive, 0.0, 0.1, 1.0, &[]).unwrap_err().code(), "materials-shares");
}

fn iron(pick_up: f64, removed: f64) -> Element {
    Element { id: "Fe".to_owned(), in_primary: 0.001, alloying: vec![0.0; 2], pick_up: vec![pick_up; 2], removed }
}

#[test]
fn a_tramp_element_accumulates_only_by_what_is_picked_up() {
    let closed = world(300, &[8.0, 15.0], 0.6);
    let drive = [Drive::Demand(100.0); 300];
    // Nothing picked up, nothing lost: recycled metal carries what primary metal does.
    let flat = follow(&closed, &drive, 0.0, 0.15, 1.0, &[iron(0.0, 0.0)]).unwrap();
    for content in &flat.elements[0].content {
        assert!((content - 0.001).abs() < 1e-12);
    }
    // Picked up at each turn: at rest z·(P + R) = p·P + R·z + pick·R, so z = p + pick·R/P.
    let rising = follow(&closed, &drive, 0.0, 0.15, 1.0, &[iron(0.002, 0.0)]).unwrap();
    let ratio = rising.recycled[299] / rising.primary[299];
    let content = rising.elements[0].content[299];
    assert!((content - (0.001 + 0.002 * ratio)).abs() < 1e-4 * content, "{content} {ratio}");
    assert!(rising.elements[0].content.windows(2).all(|pair| pair[1] >= pair[0] - 1e-15));
    // A melt that gives the element up keeps it down.
    let clean = follow(&closed, &drive, 0.0, 0.15, 1.0, &[iron(0.002, 0.5)]).unwrap();
    assert!(clean.elements[0].content[299] < content / 2.0);
    let share = rising.elements[0].dilution(299, 0.001, 0.005);
    let recycled = rising.elements[0].in_recycled[299];
    assert!((share * 0.001 + (1.0 - share) * recycled - 0.005).abs() < 1e-12);
    assert_eq!(rising.elements[0].dilution(299, 0.001, 0.5), 0.0);
    assert!(rising.elements[0].dilution(299, 0.001, 0.0005).is_nan());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is given, mass is kept, and asking for the demand that a supply led to gives the supply back.
    #[test]
    fn supply_and_demand_are_two_sides(
        primary in prop::collection::vec(1.0..100.0_f64, 12..50),
        means in prop::collection::vec(2.0..30.0_f64, 1..4),
        (recycling, n, a) in (0.0..0.95_f64, 0.0..0.4_f64, 0.5..1.0_f64),
        trade in 0.0..5.0_f64,
    ) {
        let any = world(primary.len(), &means, recycling);
        let given: Vec<Drive> = primary.iter().map(|&value| Drive::Primary(value)).collect();
        let element = Element {
            id: "Fe".to_owned(), in_primary: 0.001, alloying: vec![0.01; means.len()],
            pick_up: vec![0.002; means.len()], removed: 0.1,
        };
        let course = follow(&any, &given, trade, n, a, std::slice::from_ref(&element)).unwrap();
        prop_assert!(course.balance.worst < 1e-11);
        let demand: Vec<Drive> = (0..primary.len()).map(|step| Drive::Demand(course.total(&course.inflow, step))).collect();
        let back = follow(&any, &demand, trade, n, a, std::slice::from_ref(&element)).unwrap();
        let stocks: Vec<Drive> = (0..primary.len()).map(|step| Drive::Stock(course.total(&course.stock, step))).collect();
        let held = follow(&any, &stocks, trade, n, a, &[]).unwrap();
        for (step, &value) in primary.iter().enumerate() {
            prop_assert!((back.primary[step] - value).abs() < 1e-7 * value.max(1.0));
            prop_assert!((held.primary[step] - value).abs() < 1e-5 * value.max(1.0), "{} {}", held.primary[step], value);
        }
    }
}
