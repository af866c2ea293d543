//! A plant: its states over the periods, what standing, running and changing cost and use.

/// Use of a series of accounts per unit of what carries it.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// The series of accounts.
    pub series: u32,
    /// Where its T rates begin in [`Plant::rates`].
    pub rates: u32,
}

/// A change from one standing state to another at a cost of its own (retrofit, mothballing, relocation).
#[derive(Clone, Debug)]
pub struct Move {
    /// The state left.
    pub from: usize,
    /// The state entered.
    pub to: usize,
    /// Discounted cost by period; infinite where not allowed.
    pub cost: Vec<f64>,
    /// What it uses.
    pub uses: Vec<Use>,
}

/// A plant. All arrays by state and period lie at `state·T + t`; costs are discounted.
#[derive(Clone, Debug)]
pub struct Plant {
    /// Number of states; state 0 is "out".
    pub states: usize,
    /// The state before the first period.
    pub start: usize,
    /// A typical cost of one period, the scale of smoothing.
    pub money: f64,
    /// Cost of standing in a state; infinite where it cannot stand.
    pub hold: Vec<f64>,
    /// Cost of one unit of activity.
    pub run: Vec<f64>,
    /// Least activity while the state stands.
    pub least: Vec<f64>,
    /// Largest activity.
    pub most: Vec<f64>,
    /// Cost of leaving a state.
    pub leave: Vec<f64>,
    /// Cost of building a state; infinite where not allowed.
    pub enter: Vec<f64>,
    /// Changes with a cost of their own.
    pub moves: Vec<Move>,
    /// What standing uses, by state.
    pub hold_uses: Vec<Vec<Use>>,
    /// What one unit of activity uses, by state.
    pub run_uses: Vec<Vec<Use>>,
    /// What building uses, by state.
    pub enter_uses: Vec<Vec<Use>>,
    /// The rates the uses point to.
    pub rates: Vec<f64>,
}

impl Plant {
    /// A plant of `states` states over `periods` periods that may only stay out.
    pub fn new(states: usize, periods: usize, start: usize) -> Self {
        let size = states * periods;
        let mut hold = vec![f64::INFINITY; size];
        hold[..periods].fill(0.0);
        Self {
            states,
            start,
            money: 1.0,
            hold,
            run: vec![0.0; size],
            least: vec![0.0; size],
            most: vec![0.0; size],
            leave: vec![0.0; size],
            enter: vec![f64::INFINITY; size],
            moves: Vec::new(),
            hold_uses: vec![Vec::new(); states],
            run_uses: vec![Vec::new(); states],
            enter_uses: vec![Vec::new(); states],
            rates: Vec::new(),
        }
    }

    /// Keeps the rates of one series and tells the use that points to them.
    pub fn keep(&mut self, series: usize, rates: impl IntoIterator<Item = f64>) -> Use {
        let at = self.rates.len();
        self.rates.extend(rates);
        Use { series: series as u32, rates: at as u32 }
    }

    /// The rates of a use.
    pub fn rates(&self, of: Use, periods: usize) -> &[f64] {
        &self.rates[of.rates as usize..of.rates as usize + periods]
    }
}
