//! The sets and parameters of the model, with the sets each parameter is indexed over.

/// Sets of the model.
pub const SETS: [&str; 11] = [
    "YEAR",
    "TECHNOLOGY",
    "TIMESLICE",
    "FUEL",
    "EMISSION",
    "MODE_OF_OPERATION",
    "REGION",
    "SEASON",
    "DAYTYPE",
    "DAILYTIMEBRACKET",
    "STORAGE",
];

/// What holds where data say nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Absent {
    /// This value: the neutral one of the equation (nothing, no factor, no limit).
    Neutral(f64),
    /// Nothing does: the value is asked for when it is needed.
    Asked,
}

/// A parameter of the model.
pub struct Definition {
    pub name: &'static str,
    /// Sets in the order of the model, by their first letters as there: r region, t technology, y year, l time slice,
    /// f fuel, e emission, m mode, s storage, S season, D day type, H daily time bracket.
    pub sets: &'static str,
    pub absent: Absent,
}

const fn neutral(name: &'static str, sets: &'static str, value: f64) -> Definition {
    Definition { name, sets, absent: Absent::Neutral(value) }
}

const fn asked(name: &'static str, sets: &'static str) -> Definition {
    Definition { name, sets, absent: Absent::Asked }
}

/// No limit, as the model writes it.
pub const NO_LIMIT: f64 = -1.0;

/// All parameters.
pub const PARAMETERS: [Definition; 53] = [
    asked("YearSplit", "ly"),
    asked("DiscountRate", "rt"),
    asked("DiscountRateStorage", "rs"),
    asked("DaySplit", "Hy"),
    neutral("Conversionls", "lS", 0.0),
    neutral("Conversionld", "lD", 0.0),
    neutral("Conversionlh", "lH", 0.0),
    asked("DaysInDayType", "SDy"),
    neutral("TradeRoute", "rRfy", 0.0),
    asked("DepreciationMethod", "r"),
    neutral("SpecifiedAnnualDemand", "rfy", 0.0),
    neutral("SpecifiedDemandProfile", "rfly", 0.0),
    neutral("AccumulatedAnnualDemand", "rfy", 0.0),
    neutral("CapacityToActivityUnit", "rt", 1.0),
    neutral("CapacityFactor", "rtly", 1.0),
    neutral("AvailabilityFactor", "rty", 1.0),
    asked("OperationalLife", "rt"),
    neutral("ResidualCapacity", "rty", 0.0),
    neutral("InputActivityRatio", "rtfmy", 0.0),
    neutral("OutputActivityRatio", "rtfmy", 0.0),
    neutral("CapitalCost", "rty", 0.0),
    neutral("VariableCost", "rtmy", 0.0),
    neutral("FixedCost", "rty", 0.0),
    neutral("TechnologyToStorage", "rtsm", 0.0),
    neutral("TechnologyFromStorage", "rtsm", 0.0),
    neutral("StorageLevelStart", "rs", 0.0),
    asked("StorageMaxChargeRate", "rs"),
    asked("StorageMaxDischargeRate", "rs"),
    neutral("MinStorageCharge", "rsy", 0.0),
    asked("OperationalLifeStorage", "rs"),
    neutral("CapitalCostStorage", "rsy", 0.0),
    neutral("ResidualStorageCapacity", "rsy", 0.0),
    neutral("CapacityOfOneTechnologyUnit", "rty", 0.0),
    neutral("TotalAnnualMaxCapacity", "rty", NO_LIMIT),
    neutral("TotalAnnualMinCapacity", "rty", 0.0),
    neutral("TotalAnnualMaxCapacityInvestment", "rty", NO_LIMIT),
    neutral("TotalAnnualMinCapacityInvestment", "rty", 0.0),
    neutral("TotalTechnologyAnnualActivityUpperLimit", "rty", NO_LIMIT),
    neutral("TotalTechnologyAnnualActivityLowerLimit", "rty", 0.0),
    neutral("TotalTechnologyModelPeriodActivityUpperLimit", "rt", NO_LIMIT),
    neutral("TotalTechnologyModelPeriodActivityLowerLimit", "rt", 0.0),
    neutral("ReserveMarginTagTechnology", "rty", 0.0),
    neutral("ReserveMarginTagFuel", "rfy", 0.0),
    neutral("ReserveMargin", "ry", 1.0),
    neutral("RETagTechnology", "rty", 0.0),
    neutral("RETagFuel", "rfy", 0.0),
    neutral("REMinProductionTarget", "ry", 0.0),
    neutral("EmissionActivityRatio", "rtemy", 0.0),
    neutral("EmissionsPenalty", "rey", 0.0),
    neutral("AnnualExogenousEmission", "rey", 0.0),
    neutral("AnnualEmissionLimit", "rey", NO_LIMIT),
    neutral("ModelPeriodExogenousEmission", "re", 0.0),
    neutral("ModelPeriodEmissionLimit", "re", NO_LIMIT),
];

/// The set behind a letter.
pub fn set(letter: char) -> &'static str {
    match letter {
        'r' | 'R' => "REGION",
        't' => "TECHNOLOGY",
        'y' => "YEAR",
        'l' => "TIMESLICE",
        'f' => "FUEL",
        'e' => "EMISSION",
        'm' => "MODE_OF_OPERATION",
        's' => "STORAGE",
        'S' => "SEASON",
        'D' => "DAYTYPE",
        _ => "DAILYTIMEBRACKET",
    }
}

/// The parameter of a name.
pub fn parameter(name: &str) -> Option<&'static Definition> {
    PARAMETERS.iter().find(|definition| definition.name == name)
}
