//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use verdigris_study::Wanted;

/// Cradle-to-gate footprints of metals: computed, not typed, and open down to their sources.
#[derive(Debug, Parser)]
#[command(name = "verdigris", version, propagate_version = true)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// Language of texts: zh or en (default: from the locale)
    #[arg(long, global = true, value_parser = ["zh", "en"])]
    pub lang: Option<String>,
    /// Print one JSON object instead of tables
    #[arg(long, global = true)]
    pub json: bool,
    /// Folder of imported networks (default: the user's data folder, or VERDIGRIS_LIBRARY)
    #[arg(long, global = true, value_name = "DIR")]
    pub library: Option<PathBuf>,
    /// Colour: auto, always or never
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
    /// No progress bars
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to compute on.
#[derive(Clone, Debug, Args)]
pub struct On {
    /// Network: `nonferrous` (packaged) or an imported one
    #[arg(long, short = 'N', default_value = verdigris_study::PACKAGED)]
    pub network: String,
    /// Region of the product, e.g. CN or CN-SD
    #[arg(long, short)]
    pub region: Option<String>,
    /// Method id; may be given several times (see `methods`)
    #[arg(long, short)]
    pub method: Vec<String>,
    /// Amount of the product
    #[arg(long, short, default_value = "1", allow_hyphen_values = true)]
    pub amount: String,
    /// Unit of the amount (default: t for masses, else the product's)
    #[arg(long, short)]
    pub unit: Option<String>,
    /// Patch file to apply first; may be given several times
    #[arg(long, value_name = "FILE")]
    pub patch: Vec<PathBuf>,
    /// Monte Carlo runs
    #[arg(long, value_name = "N")]
    pub runs: Option<u64>,
    /// Seed of the runs
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Worker threads (default: all cores); results do not depend on it
    #[arg(long)]
    pub threads: Option<usize>,
}

impl On {
    /// What is wanted of a product.
    pub fn wanted(&self, product: &str) -> Wanted {
        Wanted {
            product: product.to_owned(),
            region: self.region.clone(),
            amount: self.amount.clone(),
            unit: self.unit.clone(),
        }
    }
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Footprints of the packaged products, with intervals, contributions and a picture
    Overview {
        /// Folder for the pictures
        #[arg(long, short, value_name = "DIR")]
        output: Option<PathBuf>,
        /// Method id
        #[arg(long, short, default_value = verdigris_study::DEFAULT_METHOD)]
        method: String,
        /// Monte Carlo runs
        #[arg(long, default_value_t = 1000)]
        runs: u64,
        /// Seed of the runs
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Read a database into the library
    Import {
        /// File or folder: ILCD, openLCA JSON-LD, EcoSpold 1 or 2, SimaPro CSV, Brightway Excel, tables
        path: PathBuf,
        /// Name in the library
        #[arg(long = "as", value_name = "NAME")]
        name: String,
        /// Replace a network of that name
        #[arg(long)]
        replace: bool,
    },
    /// List networks
    Networks,
    /// List findings about the data of a network
    Check {
        /// Network
        name: String,
        /// Only findings of this kind
        #[arg(long)]
        kind: Option<String>,
        /// Most findings to list per kind
        #[arg(long, default_value_t = 5)]
        limit: usize,
    },
    /// Search products and processes in either language
    Find {
        /// Part of a name or id
        text: String,
        /// Network to search (default: all)
        #[arg(long, short = 'N')]
        network: Option<String>,
        /// Most hits to list
        #[arg(long, default_value_t = 30)]
        limit: usize,
    },
    /// Cradle-to-gate footprint of a product
    Footprint {
        /// Product: an id, a name, or a unique part of one
        product: String,
        /// What to compute on
        #[command(flatten)]
        on: On,
    },
    /// What a footprint is made of
    Contributions {
        /// Product
        product: String,
        /// What to break it down by
        #[arg(long, value_enum, default_value_t = Breakdown::Process)]
        by: Breakdown,
        /// Most rows
        #[arg(long, default_value_t = 15)]
        limit: usize,
        /// What to compute on
        #[command(flatten)]
        on: On,
    },
    /// Two products side by side, with the probability that the first is lower
    Compare {
        /// First product; `name@REGION` picks a region
        first: String,
        /// Second product
        second: String,
        /// What to compute on
        #[command(flatten)]
        on: On,
    },
    /// Draw the supply chain of a footprint
    Sankey {
        /// Product
        product: String,
        /// Picture to write: .svg or .html
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
        /// Leave out flows below this share of the whole
        #[arg(long, default_value_t = 0.01)]
        cutoff: f64,
        /// Most nodes to draw
        #[arg(long, default_value_t = 40)]
        nodes: usize,
        /// What to compute on
        #[command(flatten)]
        on: On,
    },
    /// What a patch changes in a footprint
    Scenario {
        /// Product
        product: String,
        /// What to compute on; the patches make the scenario
        #[command(flatten)]
        on: On,
    },
    /// Which amounts matter most to a footprint
    Sensitivity {
        /// Product
        product: String,
        /// Most rows
        #[arg(long, default_value_t = 15)]
        limit: usize,
        /// What to compute on
        #[command(flatten)]
        on: On,
    },
    /// List characterisation methods
    Methods {
        /// Also the methods of this network
        #[arg(long, short = 'N', default_value = verdigris_study::PACKAGED)]
        network: String,
    },
    /// Write a network in another format
    Export {
        /// Network
        name: String,
        /// Format: tables, xlsx, jsonld or ilcd
        #[arg(long, value_enum)]
        format: ExportFormat,
        /// File or folder to write
        #[arg(long, short, value_name = "PATH")]
        output: PathBuf,
    },
    /// Accounts, footprint, diagnosis and report of one plant from its records
    Diagnose(Diagnose),
    /// Stocks of metal in use, scrap coming back, and the primary metal needed beside it
    Stocks(Stocks),
    /// Adjust measured streams so that every balance closes, and name gross errors
    Reconcile(Reconcile),
    /// Concentration, gaps and losses of the supply chain, matching, rules for new capacity
    Chain {
        /// What is asked
        #[command(subcommand)]
        command: ChainCommand,
    },
    /// What to charge the furnace with: the cheapest charge that keeps the alloy's limits
    Blend(Blend),
    /// Write an empty bilingual workbook to fill in
    Template {
        /// Sector whose plant records it asks for, by id or name; without one, the tables of a network
        sector: Option<String>,
        /// Fill in the packaged example plant of the sector
        #[arg(long)]
        example: bool,
        /// Write over a file that is there
        #[arg(long)]
        replace: bool,
        /// XLSX file to write
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Run the platform: API, background work and browser application
    #[cfg(feature = "server")]
    Serve {
        /// Address to listen on (default: 127.0.0.1:8080)
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<std::net::SocketAddr>,
        /// Where the data are
        #[command(flatten)]
        place: Place,
    },
    /// Accounts of the platform, from the machine it runs on
    #[cfg(feature = "server")]
    #[command(subcommand)]
    Admin(Admin),
    /// The platform's tamper-evident log
    #[cfg(feature = "server")]
    #[command(subcommand)]
    Log(LogCommand),
    /// Write a checked backup of the platform's data, also while it runs
    #[cfg(feature = "server")]
    Backup {
        /// File to write
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
        /// Where the data are
        #[command(flatten)]
        place: Place,
    },
    /// Put a backup back into an empty data folder
    #[cfg(feature = "server")]
    Restore {
        /// Backup to read
        file: PathBuf,
        /// Where the data are
        #[command(flatten)]
        place: Place,
    },
    /// Print the description of the platform's API (OpenAPI 3.1)
    #[cfg(feature = "server")]
    Openapi,
    /// Walk a result down to exchanges, factors and their sources
    Explain {
        /// Product, or a JSON file that `footprint --json` wrote
        product: String,
        /// Path of item numbers to open, e.g. 1.2
        path: Option<String>,
        /// Levels to open
        #[arg(long, default_value_t = 3)]
        depth: usize,
        /// What to compute on
        #[command(flatten)]
        on: On,
    },
}

/// Streams to reconcile.
#[derive(Clone, Debug, Args)]
pub struct Reconcile {
    /// CSV file of streams: stream, from, to, quantity, value, sd, unit
    pub file: PathBuf,
    /// Level of significance of the tests, per cent
    #[arg(long, value_name = "PERCENT", default_value_t = 5.0)]
    pub significance: f64,
}

/// Questions about the supply chain.
#[derive(Clone, Debug, Subcommand)]
pub enum ChainCommand {
    /// Concentration of world production by country
    Concentration {
        /// copper, aluminium, … ; all where none is given
        #[arg(long)]
        metal: Option<String>,
        /// Year; the last known where none is given
        #[arg(long)]
        year: Option<i32>,
        /// Picture (SVG) to write
        #[arg(long, value_name = "FILE")]
        picture: Option<PathBuf>,
    },
    /// Least cost, gaps, and the loss without each part of a network
    Supply {
        /// Network (TOML)
        file: PathBuf,
        /// Region whose own suppliers count as domestic
        #[arg(long)]
        home: Option<String>,
        /// Pairs of failures to show
        #[arg(long, default_value_t = 0)]
        pairs: usize,
        /// Size of the worst set of failures to search
        #[arg(long, default_value_t = 0)]
        worst: usize,
        /// Picture (SVG) to write
        #[arg(long, value_name = "FILE")]
        picture: Option<PathBuf>,
    },
    /// Match posted offers and wants: totals, or one owner's own part
    Match {
        /// CSV file of postings: id, owner, side, good, place, amount, price
        postings: PathBuf,
        /// CSV file of ways: from, to, distance, tariff, carbon
        ways: PathBuf,
        /// Price of one t CO2e
        #[arg(long, default_value_t = 0.0)]
        carbon_price: f64,
        /// Owner whose own part is shown
        #[arg(long)]
        owner: Option<String>,
    },
    /// Check a project against the rules for new capacity
    Check {
        /// Project (TOML)
        project: PathBuf,
        /// CSV file of rules; the packaged ones where none is given
        #[arg(long, value_name = "FILE")]
        rules: Option<PathBuf>,
    },
}

/// The charge of a furnace.
#[derive(Clone, Debug, Args)]
pub struct Blend {
    /// Workbook (XLSX) or CSV file of the order; the packaged example where none is given
    pub file: Option<PathBuf>,
    /// Cast this alloy in every batch instead of the one ordered
    #[arg(long)]
    pub alloy: Option<String>,
    /// Confidence the limits are held with, per cent
    #[arg(long, value_name = "PERCENT")]
    pub confidence: Option<f64>,
    /// XLSX workbook to write the plan to
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Folder to write pictures (SVG) to
    #[arg(long, value_name = "DIR")]
    pub pictures: Option<PathBuf>,
}

/// The cycle of a metal.
#[derive(Clone, Debug, Args)]
pub struct Stocks {
    /// aluminium, copper or zinc
    #[arg(default_value = "aluminium")]
    pub metal: String,
    /// CN, ROW or GLO; the whole where none is given
    #[arg(long, short)]
    pub region: Option<String>,
    /// Scenario of the years after the data; the metal's first where none is given
    #[arg(long)]
    pub scenario: Option<String>,
    /// Draws over the spread of the parameters
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub monte_carlo: u64,
    /// Seed of the draws
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Factor all lifetimes are multiplied by
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pub lifetimes: f64,
    /// Year of the picture of flows; the last of the data where none is given
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i32>,
    /// Folder to write pictures (SVG, HTML) to
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// Where the platform's data are.
#[cfg(feature = "server")]
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// Folder of the platform's data
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// postgres://… instead of the SQLite file in that folder
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// The example alliance instead of real members
    #[arg(long)]
    pub demo: bool,
    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What an administrator of the platform does.
#[cfg(feature = "server")]
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Open an operator's account and print its one-time password
    Create {
        /// Address to sign in with
        #[arg(long)]
        email: String,
        /// Name of the person
        #[arg(long, default_value = "")]
        name: String,
        /// Name of the host organisation, where there is none yet
        #[arg(long, default_value = "")]
        organisation: String,
        /// Where the data are
        #[command(flatten)]
        place: Place,
    },
    /// Print a new one-time password for an account and unlock it
    Password {
        /// Address to sign in with
        #[arg(long)]
        email: String,
        /// Where the data are
        #[command(flatten)]
        place: Place,
    },
}

/// What can be done with the tamper-evident log.
#[cfg(feature = "server")]
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Check that nothing in the log was changed
    Verify {
        /// Address of a server whose log to read, instead of the data here
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// API token for that server (default: VERDIGRIS_TOKEN)
        #[arg(long)]
        token: Option<String>,
        /// The log's key, as kept from an earlier check
        #[arg(long)]
        key: Option<String>,
        /// File with the checkpoint of an earlier check; written anew after this one
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        /// Where the data are
        #[command(flatten)]
        place: Place,
    },
}

/// What to diagnose, and how.
#[derive(Clone, Debug, Args)]
pub struct Diagnose {
    /// Workbook or CSV of a plant's records, or `example:NAME`
    pub plant: String,
    /// Accounting scheme; may be given several times (default: all that hold for the sector and year)
    #[arg(long, short, value_name = "ID")]
    pub scheme: Vec<String>,
    /// Year of the records, where the file does not say
    #[arg(long, short)]
    pub year: Option<i32>,
    /// Records of an earlier year or another plant to compare with: file or `example:NAME`
    #[arg(long, short, value_name = "PLANT")]
    pub reference: Option<String>,
    /// Records of another plant for percentiles and the efficiency frontier; may be given several times
    #[arg(long, value_name = "PLANT")]
    pub peer: Vec<String>,
    /// The peers granted to be named
    #[arg(long)]
    pub name_peers: bool,
    /// Plants there must be at least before a figure of the group is shown
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub peer_minimum: usize,
    /// Folder for the report (PDF), the workbook, the JSON and the pictures
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// File of measures (TOML) beside the packaged ones; may be given several times
    #[arg(long, value_name = "FILE")]
    pub measures: Vec<PathBuf>,
    /// Discount rate of the cost curve, as a fraction
    #[arg(long, default_value_t = 0.08, value_name = "R")]
    pub discount_rate: f64,
    /// Year of the grid factor to use where the records' own is not published
    #[arg(long, value_name = "YEAR")]
    pub grid_year: Option<i32>,
    /// Day of the report, YYYY-MM-DD (default: today)
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// Samples of the uncertainty
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub runs: u64,
    /// Seed of the samples
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Ways to break a footprint down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Breakdown {
    /// By process, own emissions.
    Process,
    /// By elementary flow.
    Flow,
    /// By region.
    Region,
    /// By direct input, cradle to gate.
    Tier,
    /// By supply-chain path.
    Path,
}

/// Formats to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// CSV tables in a folder, or a zip of them.
    Tables,
    /// One workbook.
    Xlsx,
    /// openLCA JSON-LD.
    Jsonld,
    /// ILCD.
    Ilcd,
}
