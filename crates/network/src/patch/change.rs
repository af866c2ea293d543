//! The changes a patch can make.

use verdigris_quantity::{Label, Unit, pedigree::Pedigree, spread::Spread};

use crate::{
    exchange::{Direction, Role},
    flow::FlowKind,
    process::{Allocation, ProcessKind},
};

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it does.
    pub action: Action,
    /// Why.
    pub note: String,
}

/// Exchanges of processes.
#[derive(Clone, Debug, PartialEq)]
pub struct ExchangeTarget {
    /// Process id; a template's id stands for all its regions; `*` stands for any text.
    pub process: String,
    /// Exchange id.
    pub exchange: Option<String>,
    /// Flow id, where the exchange is not named.
    pub flow: Option<String>,
    /// Direction, beside the flow.
    pub direction: Option<Direction>,
}

/// Parameters of the network or of processes.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterTarget {
    /// Process id as for exchanges; `None` for the whole network.
    pub process: Option<String>,
    /// Parameter id.
    pub parameter: String,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Gives an exchange an amount, which replaces a formula; keeps the exchange's unit.
    SetAmount {
        /// Which exchange.
        target: ExchangeTarget,
        /// Amount.
        amount: f64,
        /// Its unit; `None` for the exchange's.
        unit: Option<Unit>,
        /// Its uncertainty; `None` keeps the relative one.
        spread: Option<Spread>,
    },
    /// Gives an exchange a share of the burden.
    SetShare {
        /// Which exchange.
        target: ExchangeTarget,
        /// Share.
        share: f64,
    },
    /// Gives a parameter a value, which replaces a formula.
    SetParameter {
        /// Which parameter.
        target: ParameterTarget,
        /// Value.
        value: f64,
        /// Its uncertainty; `None` keeps the relative one.
        spread: Option<Spread>,
    },
    /// Sets or adds a property of a flow.
    SetProperty {
        /// Flow id.
        flow: String,
        /// Property.
        property: String,
        /// Amount per reference unit.
        value: f64,
        /// Unit of the amount.
        unit: Unit,
    },
    /// Chooses how a process with co-products is parted.
    SetAllocation {
        /// Process, as for exchanges.
        process: String,
        /// The way.
        allocation: Allocation,
    },
    /// Multiplies amounts.
    ScaleAmount {
        /// Which exchanges.
        target: ExchangeTarget,
        /// Factor.
        factor: f64,
    },
    /// Multiplies a parameter.
    ScaleParameter {
        /// Which parameter.
        target: ParameterTarget,
        /// Factor.
        factor: f64,
    },
    /// Puts another flow or provider in place.
    Replace {
        /// Which exchanges.
        target: ExchangeTarget,
        /// Id of the new flow.
        flow: Option<String>,
        /// Id of the new provider; empty to link by flow and region.
        provider: Option<String>,
    },
    /// Adds an exchange to processes.
    AddExchange {
        /// Process, as for exchanges.
        process: String,
        /// The exchange.
        exchange: Box<NewExchange>,
    },
    /// Adds a process.
    AddProcess(Box<NewProcess>),
    /// Adds a flow.
    AddFlow(Box<NewFlow>),
    /// Adds a parameter.
    AddParameter {
        /// Process, as for exchanges; `None` for the whole network.
        process: Option<String>,
        /// The parameter.
        parameter: NewParameter,
    },
    /// Removes exchanges.
    RemoveExchange(ExchangeTarget),
    /// Removes a parameter.
    RemoveParameter(ParameterTarget),
    /// Removes processes.
    RemoveProcess(String),
}

/// An exchange to be added; the columns of the tables.
#[derive(Clone, Debug, PartialEq)]
pub struct NewExchange {
    /// Stable id within the process.
    pub id: String,
    /// In or out.
    pub direction: Direction,
    /// Role.
    pub role: Role,
    /// Flow id.
    pub flow: String,
    /// Amount.
    pub amount: Option<f64>,
    /// Formula.
    pub formula: Option<String>,
    /// Unit.
    pub unit: Unit,
    /// Provider.
    pub provider: Option<String>,
    /// Region of the exchange with nature.
    pub location: String,
    /// Uncertainty.
    pub spread: Option<Spread>,
    /// Pedigree.
    pub pedigree: Option<Pedigree>,
    /// Correlated group.
    pub group: String,
    /// Share for allocation by factors.
    pub share: Option<f64>,
    /// Source id; empty for the patch itself.
    pub source: String,
    /// Page, table, clause.
    pub place: String,
    /// Remarks.
    pub note: String,
}

/// A process to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewProcess {
    /// Id.
    pub id: String,
    /// Id of a process to start from, empty for none.
    pub copy_of: String,
    /// Name.
    pub name: Label,
    /// Region code.
    pub region: String,
    /// Sort.
    pub kind: Option<ProcessKind>,
    /// Year.
    pub year: String,
    /// Technology.
    pub technology: Label,
    /// How co-products are parted.
    pub allocation: Option<Allocation>,
    /// Path in a classification.
    pub category: String,
    /// Remarks.
    pub note: String,
    /// Exchanges; beside a copy, those that come on top.
    pub exchanges: Vec<NewExchange>,
}

/// A flow to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFlow {
    /// Id.
    pub id: String,
    /// Product, waste or elementary.
    pub kind: FlowKind,
    /// Name.
    pub name: Label,
    /// Reference unit.
    pub unit: Unit,
    /// CAS number.
    pub cas: String,
    /// Compartment.
    pub compartment: String,
    /// Path in a classification.
    pub category: String,
    /// Remarks.
    pub note: String,
}

/// A parameter to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewParameter {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Value.
    pub value: Option<f64>,
    /// Formula.
    pub formula: Option<String>,
    /// Uncertainty.
    pub spread: Option<Spread>,
}
