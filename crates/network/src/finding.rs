//! Findings: defects of data, with the place and the remedy, never silently repaired.

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Results may be incomplete or wrong.
    Warning,
    /// The object at fault was left out.
    Error,
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $severity:ident;)+) => {
        /// Sorts of finding. The code is stable and is the key of the translated message and remedy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FindingKind {
            $($(#[doc = $doc])+ #[serde(rename = $code)] $name,)+
        }

        impl FindingKind {
            /// All sorts.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Stable code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

kinds! {
    /// A row, cell or element that does not read. Arguments: `text`, `reason`.
    Unreadable = "unreadable", Error;
    /// A column or element the reader does not know. Arguments: `name`.
    UnknownField = "unknown-field", Note;
    /// A required cell or element is empty. Arguments: `name`.
    MissingField = "missing-field", Error;
    /// An id defined twice; the first one counts. Arguments: `id`.
    DuplicateId = "duplicate-id", Error;
    /// An exchange names a flow that the data do not hold; the exchange is kept on a stand-in. Arguments: `flow`, `name`.
    MissingFlow = "missing-flow", Warning;
    /// A reference to something else that the data do not hold. Arguments: `what`, `id`.
    MissingReference = "missing-reference", Warning;
    /// A unit the product does not know. Arguments: `unit`.
    UnknownUnit = "unknown-unit", Error;
    /// The exchange's unit does not fit the flow's. Arguments: `unit`, `flow_unit`, `flow`.
    UnitMismatch = "unit-mismatch", Warning;
    /// An amount is not available. Arguments: `flow`.
    AmountNotAvailable = "amount-not-available", Warning;
    /// An amount that cannot be meant, with the reason. Arguments: `flow`, `amount`, `unit`, `reason`.
    ImplausibleAmount = "implausible-amount", Warning;
    /// Energy is stored in a mass flow. Arguments: `flow`, `amount`, `unit`, `likely`.
    EnergyInMassFlow = "energy-in-mass-flow", Warning;
    /// A substance filed under another. Arguments: `flow`, `amount`, `unit`, `likely`.
    SubstanceMisfiled = "substance-misfiled", Warning;
    /// A process outputs more mass than plausible, or absolute totals stand against a small reference. Arguments: `reason`.
    AbsoluteTotals = "absolute-totals", Warning;
    /// Several ids stand for one substance or product. Arguments: `name`, `count`, `ids`.
    DuplicateFlow = "duplicate-flow", Warning;
    /// A name carries spaces at its ends or doubled inside. Arguments: `name`, `count`.
    UntidyName = "untidy-name", Note;
    /// An input that no process provides. Arguments: `flow`, `amount`, `unit`.
    UnlinkedInput = "unlinked-input", Warning;
    /// An input that the data declare cut off. Arguments: `flow`.
    DeclaredCutoff = "declared-cutoff", Note;
    /// A waste that no process treats. Arguments: `flow`, `amount`, `unit`.
    UntreatedWaste = "untreated-waste", Note;
    /// Several processes provide an input and nothing decides. Arguments: `flow`, `count`, `providers`.
    AmbiguousProvider = "ambiguous-provider", Warning;
    /// The provider named in the data does not exist or does not provide the flow. Arguments: `provider`, `flow`.
    BadProvider = "bad-provider", Warning;
    /// A product used by many processes has no provider at all. Arguments: `flow`, `users`.
    NoProvider = "no-provider", Warning;
    /// The only provider lies in a region that does not hold the user's. Arguments: `flow`, `region`, `provider_region`.
    RegionSubstituted = "region-substituted", Note;
    /// A process has no reference exchange, or more than one. Arguments: `count`.
    ReferenceCount = "reference-count", Error;
    /// The reference amount is zero or not available. Arguments: `flow`.
    ReferenceAmount = "reference-amount", Error;
    /// Co-products without a way to part the burden: the reference bears all. Arguments: `count`.
    Unallocated = "unallocated", Warning;
    /// Allocation as declared cannot be carried out. Arguments: `method`, `reason`.
    AllocationFailed = "allocation-failed", Warning;
    /// A formula or parameter that does not evaluate; the stored amount is used. Arguments: `formula`, `reason`.
    FormulaFailed = "formula-failed", Warning;
    /// An uncertainty that contradicts itself; the amount is taken as certain. Arguments: `text`, `reason`.
    BadUncertainty = "bad-uncertainty", Warning;
    /// An elementary flow that the method does not characterise though it knows the substance. Arguments: `flow`, `method`, `reason`.
    MappingGap = "mapping-gap", Warning;
    /// An elementary flow matched by name alone. Arguments: `flow`, `factor`.
    MappedByName = "mapped-by-name", Note;
    /// Exchanges with negative amounts, gross of their sign convention. Arguments: `flow`, `amount`, `unit`.
    NegativeAmount = "negative-amount", Note;
    /// The process is a cradle-to-gate result: its upstream cannot be opened. Arguments: none.
    AggregatedProcess = "aggregated-process", Note;
    /// A part of the archive was passed over. Arguments: `reason`.
    Skipped = "skipped", Note;
    /// An id or name that is not one of those to choose from; what names it was left out. Arguments: `what_en`, `what_zh`, `id`.
    UnknownId = "unknown-id", Error;
    /// The unit of a record is of another dimension than what it measures; the row was left out. Arguments: `unit`, `wanted`, `item_*`, `measure_*`.
    RecordUnit = "record-unit", Error;
    /// A month that is none. Arguments: `text`.
    BadMonth = "bad-month", Error;
    /// Text where a figure is expected; the figure was left out. Arguments: `text`.
    NotANumber = "not-a-number", Error;
    /// A date where a figure is expected; the figure was left out. Arguments: none.
    DateForNumber = "date-for-number", Error;
    /// A formula with an error; the figure was left out. Arguments: `error`.
    CellError = "cell-error", Error;
    /// A formula whose result is not stored in the file; the figure was left out. Arguments: none.
    FormulaWithoutValue = "formula-without-value", Error;
    /// A figure in merged cells stands for no single month; it was left out. Arguments: `cells`.
    MergedCells = "merged-cells", Error;
    /// A cell in per-cent format shows another figure than it stores; the figure was left out. Arguments: `shown`, `stored`.
    PercentFormat = "percent-format", Error;
    /// A word for how a figure was obtained that is not known; it is taken as estimated. Arguments: `text`.
    UnknownQuality = "unknown-quality", Warning;
    /// Months without a figure in a series that has others. Arguments: `item_*`, `measure_*`, `unit`, `months`.
    MissingMonths = "missing-months", Warning;
    /// A row that the sector's accounts need is empty. Arguments: `item_*`, `measure_*`.
    MissingRecord = "missing-record", Warning;
    /// Two figures of one series and month; both count. Arguments: `item_*`, `measure_*`, `when_*`, `amount`, `unit`, `other`.
    DuplicateRecord = "duplicate-record", Warning;
    /// A month that is off the others by about 10³ or 10⁴. Arguments: `item_*`, `measure_*`, `when_*`, `amount`, `unit`, `median`, `ratio`.
    UnitSlip = "unit-slip", Warning;
    /// A month far off the others, by the median absolute deviation. Arguments: `item_*`, `measure_*`, `when_*`, `amount`, `unit`, `median`.
    MonthJump = "month-jump", Note;
    /// A figure below zero of something that cannot be; it was left out. Arguments: `item_*`, `measure_*`, `when_*`, `amount`, `unit`.
    NegativeRecord = "negative-record", Error;
    /// Opening stock, supply, use and closing stock do not close. Arguments: `item_*`, `opening`, `supply`, `use`, `closing`, `gap`, `unit`.
    StockBalance = "stock-balance", Warning;
    /// More was used and sold than there was. Arguments: `item_*`, `month`, `gap`, `unit`.
    NegativeStock = "negative-stock", Warning;
    /// More metal comes out than goes in, or much less. Arguments: `metal`, `input`, `output`, `gap`, `unit`.
    MassBalance = "mass-balance", Warning;
    /// More carbon than the material can hold. Arguments: `item_*`, `amount`, `limit`, `unit`.
    CarbonBalance = "carbon-balance", Warning;
    /// A figure outside what is possible or known. Arguments: `item_*`, `measure_*`, `when_*`, `amount`, `unit`, `low`, `high`, `basis_*`.
    OutOfRange = "out-of-range", Warning;
    /// The figure of the whole year is not the sum of its months. Arguments: `item_*`, `measure_*`, `sum`, `year`, `unit`.
    YearNotSum = "year-not-sum", Warning;
}

/// Where a finding lies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// File, or member of an archive, or sheet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// Line or row, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Column, cell or element.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// Process id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub process: String,
    /// Exchange id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exchange: String,
    /// Flow id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub flow: String,
}

/// One defect with its place and the arguments of its message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Sort.
    pub kind: FindingKind,
    /// Where.
    pub place: Place,
    /// Arguments of the message, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<(String, String)>,
}

impl Finding {
    /// A finding at a place.
    pub fn new(kind: FindingKind, place: Place) -> Self {
        Self { kind, place, arguments: Vec::new() }
    }

    /// The same with one more argument.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers pass counts and texts alike")]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.arguments.push((name.to_owned(), value.to_string()));
        self
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }

    /// An argument by name.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

impl Place {
    /// A place in a file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// A process.
    pub fn process(process: impl Into<String>) -> Self {
        Self { process: process.into(), ..Self::default() }
    }

    /// An exchange of a process.
    pub fn exchange(process: impl Into<String>, exchange: impl Into<String>) -> Self {
        Self { process: process.into(), exchange: exchange.into(), ..Self::default() }
    }

    /// The same with a line.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same with a field.
    #[must_use]
    pub fn at_field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }
}
