use super::*;
use crate::{Entry, Lifetime, Lifetimes, Survival, Time};
use proptest::prelude::*;

fn lifetime() -> impl Strategy<Value = Lifetime> {
    let two = (2.0..40.0_f64, 0.1..0.5_f64);
    prop_oneof![
        (1.0..30.0_f64).prop_map(|mean| Lifetime::Fixed { mean }),
        two.clone().prop_map(|(mean, cv)| Lifetime::Normal { mean, sd: cv * mean }),
        two.clone().prop_map(|(mean, cv)| Lifetime::LogNormal { mean, sd: cv * mean }),
        two.clone().prop_map(|(mean, cv)| Lifetime::gamma_of_mean(mean, cv * mean)),
        (2.0..40.0_f64, 1.0..5.0_f64).prop_map(|(mean, shape)| Lifetime::weibull_of_mean(mean, shape)),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![Just(Entry::Start), Just(Entry::Middle), Just(Entry::End), Just(Entry::Spread)]
}

/// Uneven steps and flows over them.
fn world() -> impl Strategy<Value = (Time, Vec<f64>, Lifetime, Entry)> {
    (prop::collection::vec((0.2..6.0_f64, 0.0..100.0_f64), 2..40), lifetime(), entry()).prop_map(
        |(steps, lifetime, entry)| {
            let mut bounds = vec![1990.0];
            for (length, _) in &steps {
                bounds.push(bounds[bounds.len() - 1] + length);
            }
            (Time::from_bounds(bounds).unwrap(), steps.iter().map(|step| step.1).collect(), lifetime, entry)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// On any steps: what left by cohort is what left in all, and nothing is lost.
    #[test]
    fn mass_is_kept_on_uneven_steps((time, inflow, lifetime, entry) in world()) {
        let stocks = inflow_driven(&time, &Lifetimes::One(lifetime.clone()), entry, &inflow).unwrap();
        prop_assert!(stocks.balance.worst <= 1e-12, "{:?}", stocks.balance);
        let survival = Survival::of(&time, entry, &lifetime);
        let cohorts = age_structure(&time, &survival, &inflow).unwrap();
        let scale = 1.0 + stocks.stock.iter().chain(&stocks.outflow).fold(0.0_f64, |a, b| a.max(b.abs()));
        for step in 0..time.steps() {
            let row = |values: &[f64]| values[step * time.steps()..][..time.steps()].iter().sum::<f64>();
            prop_assert!((row(&cohorts.stock) - stocks.stock[step]).abs() <= 1e-11 * scale);
            prop_assert!((row(&cohorts.outflow) - stocks.outflow[step]).abs() <= 1e-11 * scale);
            prop_assert!(stocks.outflow[step] >= -1e-11 * scale);
        }
    }

    /// The inflow that holds the stock of an inflow is that inflow.
    #[test]
    fn stock_driven_inverts_inflow_driven((time, inflow, lifetime, entry) in world()) {
        let lifetimes = Lifetimes::One(lifetime.clone());
        let survival = Survival::of(&time, entry, &lifetime);
        // Where next to nothing survives its own step the inverse is ill-posed.
        if (0..time.steps()).any(|step| survival.share(step, step) < 0.2) {
            return Ok(());
        }
        let forward = inflow_driven(&time, &lifetimes, entry, &inflow).unwrap();
        let asked = StockDriven { target: &forward.stock, initial: None, decline: Decline::NegativeInflow };
        let back = stock_driven(&time, &lifetimes, entry, &asked).unwrap();
        for (a, b) in back.inflow.iter().zip(&inflow) {
            prop_assert!((a - b).abs() < 1e-6, "{a} {b}");
        }
        prop_assert!(back.balance.holds());
    }

    /// Stocks add up: following two inflows together is following their sum.
    #[test]
    fn stocks_are_linear((time, inflow, lifetime, entry) in world(), factor in 0.1..10.0_f64) {
        let lifetimes = Lifetimes::One(lifetime);
        let one = inflow_driven(&time, &lifetimes, entry, &inflow).unwrap();
        let more: Vec<f64> = inflow.iter().map(|value| factor * value).collect();
        let two = inflow_driven(&time, &lifetimes, entry, &more).unwrap();
        for (a, b) in one.stock.iter().zip(&two.stock) {
            prop_assert!((factor * a - b).abs() <= 1e-9 * (1.0 + b.abs()));
        }
    }

    /// Under both rules of early retirement the stock asked for is met, nothing is negative and mass is kept.
    #[test]
    fn early_retirement_meets_the_stock(
        (time, levels, lifetime, entry) in world(),
        oldest in any::<bool>(),
    ) {
        let survival = Survival::of(&time, entry, &lifetime);
        if (0..time.steps()).any(|step| survival.share(step, step) < 0.05) {
            return Ok(());
        }
        let decline = if oldest { Decline::OldestFirst } else { Decline::Proportional };
        let lifetimes = Lifetimes::One(lifetime.clone());
        let asked = StockDriven { target: &levels, initial: None, decline };
        let stocks = stock_driven(&time, &lifetimes, entry, &asked).unwrap();
        let scale = levels.iter().fold(1.0_f64, |a, b| a.max(*b));
        for (step, target) in levels.iter().enumerate() {
            prop_assert!((stocks.stock[step] - target).abs() <= 1e-9 * scale);
            prop_assert!(stocks.inflow[step] >= 0.0);
            prop_assert!(stocks.outflow[step] >= -1e-9 * scale);
        }
        prop_assert!(stocks.balance.holds(), "{:?}", stocks.balance);
        let group = Group { survival: &[&survival], target: &levels, shares: &[], initial: None, decline, series: 0 };
        let kept = follow(&time, &group, true).unwrap();
        let refused = follow(&time, &Group { decline: Decline::Refuse, ..group }, false);
        prop_assert_eq!(refused.is_err(), kept.shortfall.iter().any(|&gap| gap < 0.0));
        for value in &kept.cohorts[0].stock {
            prop_assert!(*value >= -1e-12 * scale);
        }
        for step in 0..time.steps() {
            let row: f64 = kept.cohorts[0].outflow[step * time.steps()..][..time.steps()].iter().sum();
            prop_assert!((row - kept.outflow[step]).abs() <= 1e-9 * scale);
        }
    }
}

/// Many series with many lifetimes, by table and by stream, and each series alone: the same to rounding; and the same
/// bits on one thread and on several.
#[test]
fn series_do_not_touch_one_another() {
    let time = Time::yearly(1960, 2020).unwrap();
    let (steps, series) = (time.steps(), 83);
    let inflow: Vec<f64> = (0..steps * series).map(|k| 1.0 + ((k * 7919) % 1000) as f64).collect();
    let by_series: Vec<Lifetime> = (0..series)
        .map(|k| Lifetime::Weibull { shape: 1.5 + (k % 7) as f64 * 0.3, scale: 8.0 + (k % 5) as f64 * 6.0 })
        .collect();
    let general: Vec<Lifetime> = (0..steps)
        .flat_map(|cohort| {
            (0..series)
                .map(move |k| Lifetime::Normal { mean: 10.0 + (k % 71) as f64 * 0.4 + cohort as f64 * 0.01, sd: 3.0 })
        })
        .collect();
    for lifetimes in [Lifetimes::BySeries(by_series), Lifetimes::ByCohortAndSeries(general)] {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| inflow_driven(&time, &lifetimes, Entry::Middle, &inflow).unwrap())
        };
        let all = run(1);
        assert_eq!(all, run(3));
        assert!(all.balance.holds());
        let asked = StockDriven { target: &all.stock, initial: None, decline: Decline::NegativeInflow };
        let back = stock_driven(&time, &lifetimes, Entry::Middle, &asked).unwrap();
        for (a, b) in back.inflow.iter().zip(&inflow) {
            assert!((a - b).abs() < 1e-6 * b, "{a} {b}");
        }
        for k in [0, 17, 82] {
            let survival = Survival::by_cohort(&time, Entry::Middle, |cohort| lifetimes.of(cohort, k, series));
            let alone = age_structure(&time, &survival, &Stocks::of_series(&inflow, k, series)).unwrap();
            for step in 0..steps {
                let sum: f64 = alone.stock[step * steps..][..steps].iter().sum();
                assert!((sum - all.stock[step * series + k]).abs() < 1e-9 * sum);
            }
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let time = Time::yearly(2000, 2003).unwrap();
    let lifetimes = Lifetimes::One(Lifetime::Fixed { mean: 0.0 });
    let asked = StockDriven { target: &[1.0; 4], initial: None, decline: Decline::Refuse };
    let error = stock_driven(&time, &lifetimes, Entry::End, &asked).unwrap_err();
    assert_eq!(error.code(), "materials-nothing-survives");
    let falling = StockDriven { target: &[10.0, 10.0, 1.0, 1.0], ..asked };
    let lifetimes = Lifetimes::One(Lifetime::Fixed { mean: 10.0 });
    let error = stock_driven(&time, &lifetimes, Entry::End, &falling).unwrap_err();
    assert!(error.to_string().contains("series 0, step 2"), "{error}");
    let negative = StockDriven { target: &[1.0, -1.0, 1.0, 1.0], ..asked };
    assert_eq!(stock_driven(&time, &lifetimes, Entry::End, &negative).unwrap_err().code(), "materials-negative");
    let bad = Lifetimes::BySeries(vec![Lifetime::Normal { mean: -3.0, sd: 1.0 }]);
    assert_eq!(inflow_driven(&time, &bad, Entry::End, &[1.0; 4]).unwrap_err().code(), "materials-lifetime");
    assert_eq!(inflow_driven(&time, &lifetimes, Entry::End, &[1.0; 5]).unwrap_err().code(), "materials-length");
    let holes = [1.0, f64::NAN, 1.0, 1.0];
    assert_eq!(inflow_driven(&time, &lifetimes, Entry::End, &holes).unwrap_err().code(), "materials-not-finite");
    let error = flow_driven(&time, &[1.0; 4], &[2.0; 4], &[]).unwrap_err();
    assert_eq!(error.code(), "materials-negative");
    assert_eq!(flow_driven(&time, &[1.0; 4], &[0.5; 4], &[]).unwrap().stock, [0.5, 1.0, 1.5, 2.0]);
}

/// Fixed lifetimes with goods entering evenly through the step: exactly the part younger than the lifetime is there.
#[test]
fn an_entry_spread_over_the_step_is_exact_for_fixed_lifetimes() {
    let time = Time::from_bounds(vec![0.0, 4.0, 5.0, 10.0]).unwrap();
    let lifetimes = Lifetimes::One(Lifetime::Fixed { mean: 3.0 });
    let stocks = inflow_driven(&time, &lifetimes, Entry::Spread, &[2.0, 2.0, 2.0]).unwrap();
    // A steady 2 a year that stays three years is a stock of 6, whatever the steps.
    assert_eq!(stocks.stock, [6.0, 6.0, 6.0]);
    assert!((stocks.outflow[0] - 0.5).abs() < 1e-15 && (stocks.outflow[2] - 2.0).abs() < 1e-15);
}
