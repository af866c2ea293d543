//! Where imported networks live: one compressed file each, replaced whole or not at all.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use verdigris_network::{Finding, Network};
use verdigris_study::{Loaded, PACKAGED, Plans};

use verdigris_wording::{Kind, Problem};

const ENDING: &str = ".network.json.gz";
const FORMAT: u32 = 1;

/// A network with the findings of its import.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stored {
    format: u32,
    /// File it was read from.
    pub origin: String,
    /// The network.
    pub network: Network,
    /// What the reader found.
    pub findings: Vec<Finding>,
}

impl Stored {
    /// A network to store.
    pub fn new(origin: String, network: Network, findings: Vec<Finding>) -> Self {
        Self { format: FORMAT, origin, network, findings }
    }
}

/// A folder of networks.
#[derive(Clone, Debug)]
pub struct Library {
    folder: PathBuf,
}

impl Library {
    /// The folder given, else `VERDIGRIS_LIBRARY`, else the user's data folder.
    pub fn locate(given: Option<&Path>, environment: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = given
            .map(Path::to_path_buf)
            .or_else(|| set("VERDIGRIS_LIBRARY"))
            .or_else(|| set("XDG_DATA_HOME").map(|home| home.join("verdigris")))
            .or_else(|| set("LOCALAPPDATA").map(|home| home.join("verdigris")))
            .or_else(|| set("HOME").map(|home| home.join(".local/share/verdigris")))
            .unwrap_or_else(|| PathBuf::from("verdigris-library"));
        Self { folder }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Refuses names that are not plain words, so that a name can never leave the folder.
    pub fn check_name(name: &str) -> Result<(), Problem> {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let fits = !name.is_empty() && name.len() <= 80 && !name.starts_with('.') && name.chars().all(plain);
        if fits { Ok(()) } else { Err(Problem::new("bad-name", Kind::Usage).with("name", name)) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}{ENDING}"))
    }

    /// Where the solving plan of a network is kept.
    fn plan_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.plan"))
    }

    /// Names of the stored networks, sorted.
    pub fn names(&self) -> Result<Vec<String>, Problem> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Problem::storage(&self.folder, &error)),
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(ENDING).map(str::to_owned))
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        Ok(names)
    }

    /// Whether a name is taken.
    pub fn holds(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The packaged network or a stored one, to compute on.
    pub fn network(&self, name: &str) -> Result<Loaded, Problem> {
        if name == PACKAGED {
            return Ok(Loaded::packaged());
        }
        let Stored { network, findings, .. } = self.load(name)?;
        Ok(Loaded { name: name.to_owned(), network, findings })
    }

    /// The packaged network or a stored one, with its origin.
    pub fn stored(&self, name: &str) -> Result<Stored, Problem> {
        if name == PACKAGED {
            let Loaded { network, findings, .. } = Loaded::packaged();
            return Ok(Stored::new("packaged".to_owned(), network, findings));
        }
        self.load(name)
    }

    /// Reads a stored network.
    fn load(&self, name: &str) -> Result<Stored, Problem> {
        Self::check_name(name)?;
        let path = self.path(name);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut names = self.names()?;
                names.insert(0, PACKAGED.to_owned());
                return Err(Problem::new("no-network", Kind::NotFound)
                    .with("name", name)
                    .with("names", names.join(", "))
                    .with("folder", self.folder.display().to_string()));
            }
            Err(error) => return Err(Problem::storage(&path, &error)),
        };
        let damaged = |reason: String| {
            Problem::new("damaged", Kind::Storage).with("path", path.display().to_string()).with("reason", reason)
        };
        // Parsing from one buffer is several times faster than from a stream.
        let mut text = Vec::new();
        io::copy(&mut GzDecoder::new(BufReader::new(file)), &mut text).map_err(|error| damaged(error.to_string()))?;
        let stored: Stored = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        if stored.format == FORMAT { Ok(stored) } else { Err(damaged(format!("format {}", stored.format))) }
    }

    /// Stores a network under a name: written beside, synced, then renamed over the old one.
    pub fn save(&self, name: &str, stored: &Stored) -> Result<(), Problem> {
        Self::check_name(name)?;
        let write = |file: File| -> io::Result<()> {
            let mut encoder = GzEncoder::new(BufWriter::new(file), Compression::fast());
            serde_json::to_writer(&mut encoder, stored)?;
            encoder.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
        };
        self.replace(&self.path(name), &write)
    }

    fn replace(&self, path: &Path, write: &dyn Fn(File) -> io::Result<()>) -> Result<(), Problem> {
        fs::create_dir_all(&self.folder).map_err(|error| Problem::storage(&self.folder, &error))?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("network");
        let beside = self.folder.join(format!(".{name}.{}", std::process::id()));
        let result = File::create(&beside).and_then(write).and_then(|()| fs::rename(&beside, path));
        result.map_err(|error| {
            // A leftover is harmless (names with a leading dot are not listed), so its removal may fail.
            let _ = fs::remove_file(&beside);
            Problem::storage(path, &error)
        })
    }
}

impl Plans for Library {
    fn load(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.plan_path(name)).ok()
    }

    fn keep(&self, name: &str, plan: &[u8]) -> Result<(), Problem> {
        self.replace(&self.plan_path(name), &|mut file: File| file.write_all(plan).and_then(|()| file.sync_all()))
    }
}
