//! What an import is read from: a zip, a folder or a single file, seen as named members.
//!
//! Nothing is unpacked to disk. A member is read whole, one at a time a thread, and dropped once parsed, so memory is
//! bounded by the largest member times the number of threads. Names that leave the archive, links, duplicate names,
//! overlapping members and sizes over [`Limits`] are refused before anything is read; a member that turns out longer
//! than it declares is refused while it is read.

mod name;
mod positioned;

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use zip::{ZipArchive, result::ZipError};

use crate::{
    error::InterchangeError,
    progress::{Counter, Progress, Stage},
};
use positioned::Positioned;

/// Bounds on what is read. The defaults hold the largest published life-cycle databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Number of members: 1,000,000.
    pub members: u64,
    /// Size of one member unpacked: 2 GiB.
    pub member_bytes: u64,
    /// Size of all members unpacked: 32 GiB.
    pub total_bytes: u64,
    /// Unpacked over packed size of a member above 1 MiB: 400.
    pub ratio: u64,
    /// Depth of folders: 32.
    pub depth: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { members: 1_000_000, member_bytes: 2 << 30, total_bytes: 32 << 30, ratio: 400, depth: 32 }
    }
}

/// Members below this size are never taken for a bomb.
const RATIO_FREE_BYTES: u64 = 1 << 20;

/// One readable member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Name with `/` between folders, relative to the archive.
    pub name: String,
    /// Declared size unpacked.
    pub size: u64,
    at: usize,
}

impl Member {
    /// The name without its folders.
    pub fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// The folder directly around the member, empty at the top.
    pub fn folder(&self) -> &str {
        let mut levels = self.name.rsplit('/');
        levels.next();
        levels.next().unwrap_or_default()
    }

    /// Extension in lower case, empty when there is none.
    pub fn extension(&self) -> String {
        self.file_name().rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
    }
}

#[derive(Debug)]
enum Content {
    Zip(ZipArchive<Positioned>),
    Files(Vec<PathBuf>),
    Bytes(Vec<u8>),
}

/// A zip, a folder or a file.
#[derive(Debug)]
pub struct Archive {
    name: String,
    content: Content,
    members: Vec<Member>,
    limits: Limits,
}

impl Archive {
    /// Opens a path: a folder as it is, a file that starts like a zip as a zip, any other file as its only member.
    /// Spreadsheets are zips but stay a single member.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, InterchangeError> {
        let shown = path.display().to_string();
        let meta = fs::metadata(path).map_err(|error| InterchangeError::io(&shown, &error))?;
        if meta.is_dir() {
            return Self::folder(path, shown, limits);
        }
        let mut file = fs::File::open(path).map_err(|error| InterchangeError::io(&shown, &error))?;
        let mut head = Vec::with_capacity(4);
        file.by_ref().take(4).read_to_end(&mut head).map_err(|error| InterchangeError::io(&shown, &error))?;
        if is_zip(&head) && !is_workbook_name(&shown) {
            return Self::zip(Positioned::file(file, meta.len()), shown, limits);
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let members = vec![Member { name, size: meta.len(), at: 0 }];
        Self { name: shown, content: Content::Files(vec![path.to_owned()]), members, limits: *limits }.checked()
    }

    /// The same from memory: a zip, or a single file of the given name.
    pub fn from_bytes(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Self, InterchangeError> {
        if is_zip(&bytes) && !is_workbook_name(name) {
            return Self::zip(Positioned::memory(bytes), name.to_owned(), limits);
        }
        let members = vec![Member { name: name.to_owned(), size: bytes.len() as u64, at: 0 }];
        Self { name: name.to_owned(), content: Content::Bytes(bytes), members, limits: *limits }.checked()
    }

    fn zip(source: Positioned, name: String, limits: &Limits) -> Result<Self, InterchangeError> {
        let damaged = |error: &ZipError| InterchangeError::Damaged {
            path: name.clone(),
            member: String::new(),
            reason: error.to_string(),
        };
        let mut zip = ZipArchive::new(source).map_err(|error| damaged(&error))?;
        exceeds(&name, "", "number of members", zip.len() as u64, limits.members)?;
        if zip.has_duplicate_names() {
            return Err(InterchangeError::DuplicateMember { path: name, member: String::new(), count: 1 });
        }
        let mut members = Vec::with_capacity(zip.len());
        for at in 0..zip.len() {
            let entry = zip.by_index_data(at).map_err(|error| damaged(&error))?;
            let raw = entry.name().map_err(|error| damaged(&error))?.into_owned();
            let refuse = |reason| InterchangeError::UnsafeMember { path: name.clone(), member: raw.clone(), reason };
            if entry.is_symlink() {
                return Err(refuse("it is a link"));
            }
            if entry.encrypted() {
                return Err(refuse("it is encrypted"));
            }
            let tidy = name::checked(&raw, limits.depth).map_err(refuse)?;
            if entry.is_dir() || name::is_litter(&tidy) {
                continue;
            }
            let (size, packed) = (entry.size(), entry.compressed_size());
            if size > RATIO_FREE_BYTES {
                exceeds(&name, &tidy, "ratio of unpacked to packed size", size / packed.max(1), limits.ratio)?;
            }
            members.push(Member { name: tidy, size, at });
        }
        if zip.has_overlapping_entries().map_err(|error| damaged(&error))? {
            let reason = "members lie over one another".to_owned();
            return Err(InterchangeError::Damaged { path: name, member: String::new(), reason });
        }
        Self { name, content: Content::Zip(zip), members, limits: *limits }.checked()
    }

    fn folder(root: &Path, name: String, limits: &Limits) -> Result<Self, InterchangeError> {
        let (mut members, mut files) = (Vec::new(), Vec::new());
        let mut waiting = vec![(root.to_owned(), String::new())];
        while let Some((folder, prefix)) = waiting.pop() {
            let io = |error: &std::io::Error| InterchangeError::io(folder.display(), error);
            for entry in fs::read_dir(&folder).map_err(|error| io(&error))? {
                let entry = entry.map_err(|error| io(&error))?;
                let member = format!("{prefix}{}", entry.file_name().to_string_lossy());
                let meta = fs::symlink_metadata(entry.path()).map_err(|error| io(&error))?;
                if name::is_litter(&member) {
                    continue;
                }
                let refuse =
                    |reason| InterchangeError::UnsafeMember { path: name.clone(), member: member.clone(), reason };
                if meta.is_symlink() {
                    return Err(refuse("it is a link"));
                }
                name::checked(&member, limits.depth).map_err(refuse)?;
                if meta.is_dir() {
                    waiting.push((entry.path(), format!("{member}/")));
                } else if meta.is_file() {
                    exceeds(&name, "", "number of members", files.len() as u64 + 1, limits.members)?;
                    members.push(Member { name: member, size: meta.len(), at: files.len() });
                    files.push(entry.path());
                }
            }
        }
        Self { name, content: Content::Files(files), members, limits: *limits }.checked()
    }

    /// Sorts the members, so that results do not depend on the order of packing, and checks names and sizes.
    fn checked(mut self) -> Result<Self, InterchangeError> {
        self.members.sort_by(|a, b| a.name.cmp(&b.name));
        if let Some(pair) = self.members.windows(2).find(|pair| pair[0].name == pair[1].name) {
            let count = self.members.windows(2).filter(|pair| pair[0].name == pair[1].name).count();
            return Err(InterchangeError::DuplicateMember { path: self.name, member: pair[0].name.clone(), count });
        }
        let mut total = 0_u64;
        for member in &self.members {
            exceeds(&self.name, &member.name, "size", member.size, self.limits.member_bytes)?;
            total = total.saturating_add(member.size);
        }
        exceeds(&self.name, "", "total size", total, self.limits.total_bytes)?;
        Ok(self)
    }

    /// The path or name it was opened under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Members in order of their names.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Members with an extension (lower case, without dot), in order of their names.
    pub fn with_extension<'a>(&'a self, extension: &'a str) -> impl Iterator<Item = &'a Member> {
        self.members.iter().filter(move |member| member.extension() == extension)
    }

    /// The whole content of a member.
    pub fn read(&self, member: &Member) -> Result<Vec<u8>, InterchangeError> {
        match &self.content {
            Content::Zip(zip) => self.unpack(&mut zip.clone(), member, u64::MAX),
            _ => self.plain(member, u64::MAX),
        }
    }

    /// The first bytes of a member, for telling formats apart.
    pub fn head(&self, member: &Member, bytes: u64) -> Result<Vec<u8>, InterchangeError> {
        match &self.content {
            Content::Zip(zip) => self.unpack(&mut zip.clone(), member, bytes),
            _ => self.plain(member, bytes),
        }
    }

    /// Reads members in parallel and applies `parse` to each; results stand in the order of `members`. The first error
    /// in that order is returned.
    pub fn map<T: Send>(
        &self,
        members: &[&Member],
        progress: &dyn Progress,
        parse: impl Fn(&Member, Vec<u8>) -> Result<T, InterchangeError> + Sync,
    ) -> Result<Vec<T>, InterchangeError> {
        let counter = Counter::new(progress, Stage::Reading, members.len());
        let own = || match &self.content {
            Content::Zip(zip) => Some(zip.clone()),
            _ => None,
        };
        let results: Vec<Result<T, InterchangeError>> = members
            .par_iter()
            .with_min_len(8)
            .map_init(own, |zip, member| {
                counter.step()?;
                let bytes = match zip {
                    Some(zip) => self.unpack(zip, member, u64::MAX)?,
                    None => self.plain(member, u64::MAX)?,
                };
                parse(member, bytes)
            })
            .collect();
        results.into_iter().collect()
    }

    fn plain(&self, member: &Member, most: u64) -> Result<Vec<u8>, InterchangeError> {
        match &self.content {
            Content::Bytes(bytes) => Ok(bytes[..usize::try_from(most).unwrap_or(usize::MAX).min(bytes.len())].to_vec()),
            Content::Files(files) => {
                let shown = files[member.at].display();
                let file = fs::File::open(&files[member.at]).map_err(|error| InterchangeError::io(&shown, &error))?;
                let bound = self.limits.member_bytes.saturating_add(1).min(most);
                let mut bytes = Vec::new();
                file.take(bound).read_to_end(&mut bytes).map_err(|error| InterchangeError::io(&shown, &error))?;
                exceeds(&self.name, &member.name, "size", bytes.len() as u64, self.limits.member_bytes)?;
                Ok(bytes)
            }
            Content::Zip(zip) => self.unpack(&mut zip.clone(), member, most),
        }
    }

    fn unpack(
        &self,
        zip: &mut ZipArchive<Positioned>,
        member: &Member,
        most: u64,
    ) -> Result<Vec<u8>, InterchangeError> {
        let damaged =
            |reason: String| InterchangeError::Damaged { path: self.name.clone(), member: member.name.clone(), reason };
        let file = zip.by_index(member.at).map_err(|error| damaged(error.to_string()))?;
        // The declared size is only a hint: a hostile one must not reserve memory.
        let mut bytes = Vec::with_capacity(member.size.min(most).min(RATIO_FREE_BYTES) as usize);
        let bound = member.size.saturating_add(1).min(most);
        file.take(bound).read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
        let found = bytes.len() as u64;
        if found > member.size || (most > member.size && found < member.size) {
            return Err(damaged(format!("it declares {} bytes and holds {found} or more", member.size)));
        }
        Ok(bytes)
    }
}

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

fn is_workbook_name(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    matches!(extension.as_str(), "xlsx" | "xlsm" | "ods")
}

fn exceeds(path: &str, member: &str, what: &'static str, found: u64, limit: u64) -> Result<(), InterchangeError> {
    if found <= limit {
        return Ok(());
    }
    Err(InterchangeError::LimitExceeded { path: path.to_owned(), member: member.to_owned(), what, found, limit })
}

#[cfg(test)]
mod tests;
