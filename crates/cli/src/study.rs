//! A network made ready to compute on: patched, evaluated, linked, assembled, solved.

use std::collections::HashSet;

use verdigris_inventory::{
    assembly::{Assembly, assemble},
    plan::Plan,
    score::{DirectIntensities, Intensities, Score},
    solve::Solution,
    solver::Solver,
};
use verdigris_network::{Finding, Method, Network, evaluate::Evaluator, patch::Patch, template};
use verdigris_registry::pack;

use crate::{
    library::{Library, PACKAGED, Stored},
    target::Target,
};
use verdigris_wording::{Kind, Problem};

/// Method used when none is asked for.
pub const DEFAULT_METHOD: &str = "ipcc-ar6-gwp100";

/// Activities from which storing a plan saves more than reading it costs.
const WORTH_STORING: usize = 5_000;

/// A network with what follows from it.
pub struct Study {
    /// Name in the library.
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
    /// Where the solving plan of the structure is kept.
    library: Library,
}

/// A demand solved for all indicators.
pub struct Solved {
    /// Scaling of all activities.
    pub solution: Solution,
    /// Own emissions per unit of each activity, characterised.
    pub direct: DirectIntensities,
    /// Scores of the demand with their error bounds.
    pub scores: Vec<Score>,
}

/// Reads the packaged or an imported network.
pub fn load(library: &Library, name: &str) -> Result<Stored, Problem> {
    if name == PACKAGED {
        let packaged = pack::network();
        return Ok(Stored::new("packaged".to_owned(), packaged.network, packaged.findings));
    }
    library.load(name)
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
    /// Opens a network and assembles it under methods.
    pub fn open(library: &Library, name: &str, methods: &[String], patches: &[Patch]) -> Result<Self, Problem> {
        let stored = load(library, name)?;
        let methods = pick_methods(&stored.network, methods)?;
        Self::assemble(library, name, stored, methods, patches)
    }

    /// Assembles a network that is read already.
    pub fn assemble(
        library: &Library,
        name: &str,
        stored: Stored,
        methods: Vec<Method>,
        patches: &[Patch],
    ) -> Result<Self, Problem> {
        let mut network = template::unfold(stored.network);
        for patch in patches {
            patch.apply(&mut network)?;
        }
        let (evaluator, mut import_findings) = Evaluator::new(&network);
        import_findings.splice(0..0, stored.findings);
        let assembly = {
            let list: Vec<&Method> = methods.iter().collect();
            assemble(&network, &list, &|process, exchange| evaluator.amount(process, exchange))
        };
        Ok(Self {
            name: name.to_owned(),
            network,
            import_findings,
            methods,
            evaluator,
            assembly,
            library: library.clone(),
        })
    }

    /// Number of indicators.
    pub fn indicators(&self) -> usize {
        self.assembly.indicators.len()
    }

    /// Solves one demand.
    pub fn solve(&self, target: &Target) -> Result<Solved, Problem> {
        let solver = Solver::relaxing(&self.assembly.system.technosphere).map_err(|error| self.explain(error))?;
        let solution = solver.forward(&target.demand()).map_err(|error| self.explain(error))?;
        let direct = DirectIntensities::of_system(&self.assembly.system);
        let scores = direct.scores(&solution);
        Ok(Solved { solution, direct, scores })
    }

    /// The factored system. The plan of a large structure is stored and used again.
    pub fn solver(&self) -> Result<Solver, Problem> {
        let technosphere = &self.assembly.system.technosphere;
        if technosphere.columns() < WORTH_STORING {
            return Solver::new(technosphere).map_err(|error| self.explain(error));
        }
        let path = self.library.plan_path(&self.name);
        // A plan that is missing, damaged or of another structure is made anew.
        let stored = std::fs::read(&path).ok().and_then(|bytes| Plan::from_bytes(&bytes, technosphere).ok());
        let plan = if let Some(plan) = stored {
            plan
        } else {
            let plan = Plan::analyse(technosphere).map_err(|error| self.explain(error))?;
            self.library.save_bytes(&path, &plan.to_bytes())?;
            plan
        };
        Solver::with_plan(&plan, technosphere).map_err(|error| self.explain(error))
    }

    /// Scores of one unit of every product.
    pub fn intensities(&self) -> Result<Intensities, Problem> {
        let solver = self.solver()?;
        let direct = DirectIntensities::of_system(&self.assembly.system);
        solver.adjoint(&direct).map_err(|error| self.explain(error))
    }

    /// An engine error with the names of the processes at fault.
    pub fn explain(&self, error: verdigris_inventory::error::InventoryError) -> Problem {
        use verdigris_inventory::error::InventoryError as E;
        let names = |list: &[u32]| {
            let shown: Vec<String> = list.iter().take(8).map(|&k| self.activity_name(k as usize)).collect();
            let more = if list.len() > 8 { format!(" … (+{})", list.len() - 8) } else { String::new() };
            format!("{}{more}", shown.join("; "))
        };
        match &error {
            E::Singular { component } => {
                Problem::new("singular", Kind::Computation).with("processes", names(component))
            }
            E::NoProduction { activity } => {
                Problem::new("no-production", Kind::Computation).with("processes", names(&[*activity]))
            }
            E::NotFinite { activity, .. } => {
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
