//! Times a plan of many batches over shared stocks, and counts how often its limits hold in melts drawn at random.
//!
//! `charge_plan BATCHES SCRAPS ELEMENTS SEED DRAWS`, all with defaults; lines of JSON. `bench/blending/README.md` holds what was
//! measured. Without draws only the plan is solved, so that the processor time of the process is that of one solve.

#[path = "../tests/yard/mod.rs"]
mod yard;

use std::time::Instant;

use verdigris_blending::{Options, Order, Outcome, blend};

fn main() {
    let mut numbers = std::env::args().skip(1).map(|word| word.parse::<usize>());
    let mut next = |or: usize| numbers.next().and_then(Result::ok).unwrap_or(or);
    let (batches, scraps, elements, seed, draws) = (next(40), next(60), next(12), next(3), next(20_000));
    let run = |confidence, draws| {
        let order = Order {
            options: Options { confidence, draws, ..Options::default() },
            ..yard::yard(seed as u64, batches, scraps - 3, elements)
        };
        let start = Instant::now();
        let outcome = blend(&order);
        (outcome, start.elapsed().as_secs_f64())
    };
    let worst = |plan: &verdigris_blending::Plan| {
        let limits = plan.batches.iter().filter_map(|batch| batch.simulated.as_ref()).flat_map(|own| &own.limits);
        limits.flatten().fold(0.0_f64, |worst, kept| worst.max(1.0 - kept))
    };
    let (outcome, seconds) = run(Some(0.95), 0);
    match outcome {
        Ok(Outcome::Plan(plan)) => {
            let gap = (plan.objective - plan.bound) / plan.objective;
            println!(
                "{{\"seconds\": {seconds:.3}, \"method\": \"{}\", \"cost\": {:.2}, \"gap\": {gap:.1e}}}",
                plan.method, plan.cost
            );
        }
        Ok(Outcome::Impossible(why)) => println!("impossible: {:?}", why.sentences().first()),
        Err(error) => println!("{error}"),
    }
    if draws == 0 {
        return;
    }
    for (name, confidence) in [("promise", Some(0.95)), ("means", None)] {
        if let (Ok(Outcome::Plan(plan)), _) = run(confidence, draws) {
            println!(
                "{{\"charged_by\": \"{name}\", \"cost\": {:.2}, \"worst_violation\": {:.4}}}",
                plan.cost,
                worst(&plan)
            );
        }
    }
}
