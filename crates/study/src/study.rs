//! A network made ready to compute on: patched, evaluated, linked, assembled, solved.

use std::{
    collections::HashSet,
    sync::{Arc, OnceLock},
};

use verdigris_inventory::{
    assembly::{Assembly, assemble},
    error::InventoryError,
    plan::Plan,
    score::{DirectIntensities, Intensities, Score},
    solve::Solution,
    solver::Solver,
};
use verdigris_network::{Finding, Method, Network, evaluate::Evaluator, patch::Patch, template};
use verdigris_registry::pack;
use verdigris_wording::{Kind, Problem};

use crate::target::Target;

/// Name of the packaged network.
pub const PACKAGED: &str = "nonferrous";

/// Method used when none is asked for.
pub const DEFAULT_METHOD: &str = "ipcc-ar6-gwp100";

/// Activities from which keeping a plan saves more than reading it costs.
const WORTH_KEEPING: usize = 5_000;

/// Keeps solving plans by name of network, for structures so large that analysing them again costs more than reading.
pub trait Plans: Send + Sync {
    /// The plan kept under a name, as it was kept.
    fn load(&self, name: &str) -> Option<Vec<u8>>;
    /// Keeps a plan under a name.
    fn keep(&self, name: &str, plan: &[u8]) -> Result<(), Problem>;
}

/// A network as read, with templates not yet unfolded.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Name it is asked for by.
    pub name: String,
    /// The network.
    pub network: Network,
    /// What reading it found.
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// The network that comes with the program.
    pub fn packaged() -> Self {
        let packaged = pack::network();
        Self { name: PACKAGED.to_owned(), network: packaged.network, findings: packaged.findings }
    }
}

/// A network with what follows from it.
pub struct Study {
    /// Name of the network.
    pub name: String,
    /// The network, unfolded over regions and patched.
    pub network: Network,
    /// What reading the data found.
    pub import_findings: Vec<Finding>,
    /// Methods to characterise by.
    pub methods: Vec<Method>,
    /// Amounts and formulas.
    pub evaluator: Evaluator,
    /// The numeric system.
    pub assembly: Assembly,
    plans: Option<Arc<dyn Plans>>,
    direct: OnceLock<DirectIntensities>,
    solver: OnceLock<Solver>,
    intensities: OnceLock<Intensities>,
}

/// A demand solved for all indicators.
pub struct Solved {
    /// Scaling of all activities.
    pub solution: Solution,
    /// Scores of the demand with their error bounds.
    pub scores: Vec<Score>,
}

/// The methods asked for: of the network itself, else of the registry. Without a wish, climate change by AR6.
pub fn pick_methods(network: &Network, asked: &[String]) -> Result<Vec<Method>, Problem> {
    let registry = pack::methods();
    let default = [DEFAULT_METHOD.to_owned()];
    let wanted = if asked.is_empty() { &default } else { asked };
    let find = |id: &String| {
        let all = || network.methods.iter().chain(&registry.methods);
        all().find(|method| method.id == *id).cloned().ok_or_else(|| {
            let ids: Vec<&str> = all().map(|method| method.id.as_str()).collect();
            Problem::new("no-method", Kind::NotFound).with("id", id).with("ids", ids.join(", "))
        })
    };
    wanted.iter().map(find).collect()
}

impl Study {
    /// Assembles a network under methods asked for by id.
    pub fn open(loaded: Loaded, methods: &[String], patches: &[Patch]) -> Result<Self, Problem> {
        let methods = pick_methods(&loaded.network, methods)?;
        Self::assemble(loaded, methods, patches)
    }

    /// Assembles a network under methods.
    pub fn assemble(loaded: Loaded, methods: Vec<Method>, patches: &[Patch]) -> Result<Self, Problem> {
        let mut network = template::unfold(loaded.network);
        for patch in patches {
            patch.apply(&mut network)?;
        }
        let (evaluator, mut import_findings) = Evaluator::new(&network);
        import_findings.splice(0..0, loaded.findings);
        let assembly = {
            let list: Vec<&Method> = methods.iter().collect();
            assemble(&network, &list, &|process, exchange| evaluator.amount(process, exchange))
        };
        Ok(Self {
            name: loaded.name,
            network,
            import_findings,
            methods,
            evaluator,
            assembly,
            plans: None,
            direct: OnceLock::new(),
            solver: OnceLock::new(),
            intensities: OnceLock::new(),
        })
    }

    /// The same, with a place where the plan of a large structure is kept.
    #[must_use]
    pub fn with_plans(self, plans: Arc<dyn Plans>) -> Self {
        Self { plans: Some(plans), ..self }
    }

    /// Number of indicators.
    pub fn indicators(&self) -> usize {
        self.assembly.indicators.len()
    }

    /// Solves one demand.
    pub fn solve(&self, target: &Target) -> Result<Solved, Problem> {
        // A solver of its own: one that had solved before might factor where a fresh one relaxes, and differ in the last bit.
        let solver = Solver::relaxing(&self.assembly.system.technosphere).map_err(|error| self.explain(error))?;
        let solution = solver.forward(&target.demand()).map_err(|error| self.explain(error))?;
        let scores = self.direct().scores(&solution);
        Ok(Solved { solution, scores })
    }

    /// Own emissions per unit of each activity, characterised; computed once.
    pub fn direct(&self) -> &DirectIntensities {
        self.direct.get_or_init(|| DirectIntensities::of_system(&self.assembly.system))
    }

    /// Own emissions per unit of each activity for one indicator.
    pub fn direct_of(&self, indicator: usize) -> Vec<f64> {
        let direct = self.direct();
        (0..self.assembly.activities.len()).map(|activity| direct.of(activity)[indicator]).collect()
    }

    /// The factored system; factored once.
    pub fn solver(&self) -> Result<&Solver, Problem> {
        if let Some(solver) = self.solver.get() {
            return Ok(solver);
        }
        let made = self.factored()?;
        Ok(self.solver.get_or_init(|| made))
    }

    fn factored(&self) -> Result<Solver, Problem> {
        let technosphere = &self.assembly.system.technosphere;
        let plans = match &self.plans {
            Some(plans) if technosphere.columns() >= WORTH_KEEPING => plans,
            _ => return Solver::new(technosphere).map_err(|error| self.explain(error)),
        };
        // A plan that is missing, damaged or of another structure is made anew.
        let kept = plans.load(&self.name).and_then(|bytes| Plan::from_bytes(&bytes, technosphere).ok());
        let plan = if let Some(plan) = kept {
            plan
        } else {
            let plan = Plan::analyse(technosphere).map_err(|error| self.explain(error))?;
            plans.keep(&self.name, &plan.to_bytes())?;
            plan
        };
        Solver::with_plan(&plan, technosphere).map_err(|error| self.explain(error))
    }

    /// Scores of one unit of every product; computed once.
    pub fn intensities(&self) -> Result<&Intensities, Problem> {
        if let Some(intensities) = self.intensities.get() {
            return Ok(intensities);
        }
        let made = self.solver()?.adjoint(self.direct()).map_err(|error| self.explain(error))?;
        Ok(self.intensities.get_or_init(|| made))
    }

    /// An engine error with the names of the processes at fault.
    pub fn explain(&self, error: InventoryError) -> Problem {
        let names = |list: &[u32]| {
            let shown: Vec<String> = list.iter().take(8).map(|&k| self.activity_name(k as usize)).collect();
            let more = if list.len() > 8 { format!(" … (+{})", list.len() - 8) } else { String::new() };
            format!("{}{more}", shown.join("; "))
        };
        match &error {
            InventoryError::Singular { component } => {
                Problem::new("singular", Kind::Computation).with("processes", names(component))
            }
            InventoryError::NoProduction { activity } => {
                Problem::new("no-production", Kind::Computation).with("processes", names(&[*activity]))
            }
            InventoryError::NotFinite { activity, .. } => {
                Problem::new("not-finite", Kind::Computation).with("processes", names(&[*activity]))
            }
            _ => error.into(),
        }
    }

    /// Name, region and id of an activity's process, for messages.
    pub fn activity_name(&self, activity: usize) -> String {
        let process = self.network.process(self.assembly.activities[activity].process);
        let name = process.name.get(verdigris_quantity::Language::En);
        format!("{name} [{}] ({})", process.region, process.id)
    }

    /// Findings about the processes a solution reaches, the gaps behind the result.
    pub fn findings_behind(&self, solution: &Solution) -> Vec<&Finding> {
        let mut reached: HashSet<&str> = HashSet::new();
        for (activity, scale) in self.assembly.activities.iter().zip(&solution.scaling) {
            if *scale != 0.0 {
                reached.insert(&self.network.process(activity.process).id);
            }
        }
        let findings = self.import_findings.iter().chain(&self.assembly.findings);
        findings.filter(|finding| reached.contains(finding.place.process.as_str())).collect()
    }
}
