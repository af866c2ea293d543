use super::*;
use proptest::prelude::*;

fn any_lifetime() -> impl Strategy<Value = Lifetime> {
    let two = (1.0..60.0_f64, 0.05..0.8_f64);
    prop_oneof![
        (0.5..60.0_f64).prop_map(|mean| Lifetime::Fixed { mean }),
        two.clone().prop_map(|(mean, cv)| Lifetime::Normal { mean, sd: cv * mean }),
        two.clone().prop_map(|(mean, cv)| Lifetime::FoldedNormal { mean, sd: cv * mean }),
        two.clone().prop_map(|(mean, cv)| Lifetime::LogNormal { mean, sd: cv * mean }),
        (1.0..60.0_f64, 0.8..6.0_f64).prop_map(|(mean, shape)| Lifetime::weibull_of_mean(mean, shape)),
        two.prop_map(|(mean, cv)| Lifetime::gamma_of_mean(mean, cv * mean)),
        prop::collection::vec((0.1..10.0_f64, 0.1..0.95_f64), 1..6).prop_map(|steps| {
            let (mut age, mut share) = (0.0, 1.0);
            let points = steps.into_iter().map(|(gap, factor)| {
                age += gap;
                share *= factor;
                (age, share)
            });
            let (ages, shares) = points.unzip();
            Lifetime::Empirical { ages, shares }
        }),
    ]
}

#[test]
fn known_survivals() {
    // Half of a normal lifetime outlives its mean; 1/e of a Weibull its scale; a shape of one is exponential.
    assert!((Lifetime::Normal { mean: 20.0, sd: 5.0 }.survival(20.0) - 0.5).abs() < 4e-15);
    assert!((Lifetime::Weibull { shape: 2.5, scale: 30.0 }.survival(30.0) - (-1.0_f64).exp()).abs() < 4e-15);
    for age in [0.1, 1.0, 7.0, 40.0] {
        let exponential = (-age / 12.0_f64).exp();
        assert!((Lifetime::Weibull { shape: 1.0, scale: 12.0 }.survival(age) - exponential).abs() < 4e-15);
        assert!((Lifetime::Gamma { shape: 1.0, scale: 12.0 }.survival(age) - exponential).abs() < 1e-14);
    }
    // A zero lifetime leaves at once.
    assert_eq!(Lifetime::Fixed { mean: 0.0 }.survival(0.0), 0.0);
    assert_eq!(Lifetime::Normal { mean: 0.0, sd: 0.0 }.survival(0.0), 0.0);
    let empirical = Lifetime::Empirical { ages: vec![10.0, 20.0], shares: vec![0.5, 0.1] };
    assert_eq!([5.0, 10.0, 15.0, 25.0].map(|age| empirical.survival(age)), [0.75, 0.5, 0.3, 0.1]);
}

#[test]
fn lifetimes_that_cannot_be_are_refused() {
    let place = || "of cohort 3".to_owned();
    let error = Lifetime::Normal { mean: -5.0, sd: 1.0 }.validate(place).unwrap_err();
    assert!(error.to_string().contains("of cohort 3: mean is -5"), "{error}");
    assert_eq!(error.code(), "materials-lifetime");
    assert!(Lifetime::Weibull { shape: 0.0, scale: 2.0 }.validate(place).is_err());
    assert!(Lifetime::LogNormal { mean: 2.0, sd: f64::NAN }.validate(place).is_err());
    assert!(Lifetime::Empirical { ages: vec![2.0, 1.0], shares: vec![0.9, 0.1] }.validate(place).is_err());
    assert!(Lifetime::Empirical { ages: vec![2.0, 3.0], shares: vec![0.5, 0.6] }.validate(place).is_err());
    assert!(Lifetime::Empirical { ages: vec![], shares: vec![] }.validate(place).is_err());
}

proptest! {
    #[test]
    fn survival_falls_from_one_and_scales(lifetime in any_lifetime(), age in 0.0..150.0_f64, factor in 0.2..5.0_f64) {
        prop_assert!(lifetime.validate(String::new).is_ok());
        let (now, later) = (lifetime.survival(age), lifetime.survival(age + 0.7));
        prop_assert!((0.0..=1.0 + 1e-15).contains(&now));
        prop_assert!(later <= now + 1e-12);
        let stretched = lifetime.stretched(factor);
        prop_assert!((stretched.mean() - factor * lifetime.mean()).abs() <= 1e-9 * stretched.mean());
        if !matches!(lifetime, Lifetime::Fixed { .. }) {
            prop_assert!((stretched.survival(factor * age) - now).abs() < 1e-9);
        }
    }

    /// The mean is the area under the survival; a normal one also has a part below age 0.
    #[test]
    fn the_mean_is_the_area_under_the_survival(lifetime in any_lifetime()) {
        if matches!(lifetime, Lifetime::Normal { .. } | Lifetime::Empirical { .. }) {
            return Ok(());
        }
        let prepared = Prepared::of(&lifetime);
        let width = lifetime.mean() * 0.1;
        let area: f64 = (0..600).map(|k| width * prepared.mean_between(f64::from(k) * width, f64::from(k + 1) * width)).sum();
        prop_assert!((area - lifetime.mean()).abs() < 2e-4 * lifetime.mean(), "{} {}", area, lifetime.mean());
    }

    #[test]
    fn rows_are_sums_of_survivals(lifetime in any_lifetime(), amount in -5.0..5.0_f64) {
        let ages: Vec<f64> = (0..120).map(|k| f64::from(k) + 0.5).collect();
        let ln_ages: Vec<f64> = ages.iter().map(|&age| ln(age)).collect();
        let mut row = vec![1.0; ages.len()];
        Prepared::of(&lifetime).add(amount, &ages, &ln_ages, &mut row);
        for (value, &age) in row.iter().zip(&ages) {
            prop_assert!((value - 1.0 - amount * lifetime.survival(age)).abs() < 1e-13);
        }
    }
}
