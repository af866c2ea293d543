//! Heights and offsets in a column: the closest places to the wished ones that keep the order and the gaps.

/// A thing to be placed in a stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// Where its upper edge would like to be.
    pub top: f64,
    /// How much that matters, above nought.
    pub weight: f64,
    /// Room from the upper edge of the one before to this one's; unused for the first.
    pub room: f64,
}

/// Upper edges in the given order with `y_i − y_(i−1) ≥ room_i` that minimise `Σ w_i·(y_i − top_i)²`:
/// isotonic regression by pooling adjacent violators.
pub fn stack(wishes: &[Wish]) -> Vec<f64> {
    let mut offset = 0.0;
    let mut pools: Vec<(f64, f64, usize)> = Vec::with_capacity(wishes.len());
    let mut offsets = Vec::with_capacity(wishes.len());
    for (index, wish) in wishes.iter().enumerate() {
        if index > 0 {
            offset += wish.room;
        }
        offsets.push(offset);
        let mut pool = (wish.top - offset, wish.weight, 1);
        while let Some(&(mean, weight, count)) = pools.last() {
            if mean <= pool.0 {
                break;
            }
            pools.pop();
            let together = weight + pool.1;
            pool = ((mean * weight + pool.0 * pool.1) / together, together, count + pool.2);
        }
        pools.push(pool);
    }
    let levels = pools.into_iter().flat_map(|(mean, _, count)| std::iter::repeat_n(mean, count));
    levels.zip(offsets).map(|(level, offset)| level + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_that_collide_share_the_shift_by_weight() {
        let wish = |top, weight| Wish { top, weight, room: 10.0 };
        assert_eq!(stack(&[wish(0.0, 1.0), wish(2.0, 3.0)]), [-6.0, 4.0]);
        assert_eq!(stack(&[wish(0.0, 1.0), wish(20.0, 3.0)]), [0.0, 20.0]);
    }

    proptest! {
        #[test]
        fn room_is_kept(wishes in prop::collection::vec((-1e3..1e3f64, 0.1..10f64, 0.0..50f64), 1..30)) {
            let wishes: Vec<Wish> = wishes.into_iter().map(|(top, weight, room)| Wish { top, weight, room }).collect();
            let placed = stack(&wishes);
            for (index, pair) in placed.windows(2).enumerate() {
                prop_assert!(pair[1] - pair[0] >= wishes[index + 1].room - 1e-6);
            }
        }
    }
}
