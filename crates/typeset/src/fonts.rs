//! Where fonts come from: folders given, then the packaged font, then, only for what those lack, the system.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use typst::text::FontInfo;
use typst_kit::fonts::{FontSource, FontStore};
use verdigris_quantity::Label;

use crate::error::TypesetError;

/// Family of the packaged font.
pub const FAMILY: &str = "Verdigris Sans";

#[cfg(feature = "packaged-font")]
const PACKAGED: &[u8] = include_bytes!("../../../data/fonts/VerdigrisSans-Regular.otf");

/// Which fonts a press may use.
#[derive(Clone, Debug)]
pub struct Fonts {
    folders: Vec<PathBuf>,
    packaged: bool,
    system: bool,
}

impl Default for Fonts {
    fn default() -> Self {
        Self { folders: Vec::new(), packaged: true, system: true }
    }
}

impl Fonts {
    /// The packaged font, and the system's for characters it lacks.
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks into a folder, and its subfolders, before all else.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folders.push(folder.into());
        self
    }

    /// Leaves the packaged font out.
    #[must_use]
    pub fn without_packaged(mut self) -> Self {
        self.packaged = false;
        self
    }

    /// Leaves the system's fonts out, so that every machine sets the same bytes or says what it lacks.
    #[must_use]
    pub fn without_system(mut self) -> Self {
        self.system = false;
        self
    }
}

/// The fonts of a press: a near store, and a far one that also holds the system's fonts and is read when first needed.
pub struct Shelf {
    fonts: Fonts,
    near: FontStore,
    far: OnceLock<FontStore>,
}

impl Shelf {
    /// Reads the folders and the packaged font.
    pub fn new(fonts: Fonts) -> Self {
        let near = near(&fonts);
        Self { fonts, near, far: OnceLock::new() }
    }

    /// The store that has all of `characters`, or which ones no store has.
    pub fn holding(&self, characters: &BTreeSet<char>) -> Result<&FontStore, TypesetError> {
        if lacking(&self.near, characters).is_empty() {
            return Ok(&self.near);
        }
        let store = if self.fonts.system { self.far.get_or_init(|| far(&self.fonts)) } else { &self.near };
        let lacking = lacking(store, characters);
        if lacking.is_empty() {
            return Ok(store);
        }
        Err(TypesetError::Characters { characters: lacking.into_iter().take(20).collect(), remedy: remedy() })
    }
}

fn near(fonts: &Fonts) -> FontStore {
    let mut store = FontStore::new();
    for folder in &fonts.folders {
        add(&mut store, typst_kit::fonts::scan(folder));
    }
    #[cfg(feature = "packaged-font")]
    if fonts.packaged {
        let faces = typst::text::Font::iter(typst::foundations::Bytes::new(PACKAGED));
        add(
            &mut store,
            faces.map(|face| {
                let info = face.info().clone();
                (face, info)
            }),
        );
    }
    store
}

fn far(fonts: &Fonts) -> FontStore {
    let mut store = near(fonts);
    // The order in which a disk lists its files is no order: sorted, fallback is the same on every run.
    let mut found: Vec<_> = typst_kit::fonts::system().collect();
    found.sort_by(|(a, _), (b, _)| (a.path.as_path(), a.index).cmp(&(b.path.as_path() as &Path, b.index)));
    add(&mut store, found);
    store
}

fn add<S: FontSource>(store: &mut FontStore, found: impl IntoIterator<Item = (S, FontInfo)>) {
    store.extend(found);
}

fn lacking(store: &FontStore, characters: &BTreeSet<char>) -> BTreeSet<char> {
    let mut lacking = characters.clone();
    let mut index = 0;
    while let Some(info) = store.book().info(index) {
        lacking.retain(|c| !info.coverage.contains(u32::from(*c)));
        index += 1;
    }
    lacking
}

fn remedy() -> Label {
    Label::new(
        "install a font that has them, such as Noto Sans CJK SC (Debian and Ubuntu: fonts-noto-cjk), or name a folder with \
         such a font",
        "请安装包含这些字符的字体，如 Noto Sans CJK SC（Debian、Ubuntu 软件包 fonts-noto-cjk），或指定含有该字体的文件夹",
    )
}
