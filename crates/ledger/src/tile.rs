//! Tiles: the tree cut into rows of up to 256 hashes, eight levels high (C2SP tlog-tiles). Tile `n` of level `l` holds the
//! nodes `256 n …` of tree level `8 l`; what lies between is hashed again by who reads it.

use std::{fmt, str::FromStr};

use crate::{Hash, Hashes, LedgerError, Node, node_hash};

/// Levels of the tree in one tile.
pub const HEIGHT: u8 = 8;
/// Hashes in a full tile.
pub const WIDTH: u64 = 256;

/// Levels of tiles there can be for 64-bit sizes.
pub const LEVELS: u8 = 8;

/// A tile's place and width. In text: `0/x001/234`, with `.p/7` where it is partial, as below `tile/` in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// Level of tiles, 0 to 7.
    pub level: u8,
    /// Place in its level.
    pub index: u64,
    /// Hashes in it, 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The tiles of a tree, full ones first, level by level.
    pub fn all(size: u64) -> Vec<Self> {
        Self::grown(0, size)
    }

    /// The tiles a tree has that it had not, or not as wide, when it was smaller.
    pub fn grown(old: u64, size: u64) -> Vec<Self> {
        let mut tiles = Vec::new();
        let mut level = 0;
        let (mut before, mut now) = (old, size);
        while now > 0 && before < now {
            for index in before / WIDTH..now.div_ceil(WIDTH) {
                let width = (now - index * WIDTH).min(WIDTH) as u16;
                tiles.push(Self { level, index, width });
            }
            (before, now) = (before / WIDTH, now / WIDTH);
            level += 1;
        }
        tiles
    }

    /// The tile of a tree that a node's hash can be had from.
    pub fn of(node: Node, size: u64) -> Result<Self, LedgerError> {
        if node.index >= size.checked_shr(u32::from(node.level)).unwrap_or(0) {
            return Err(LedgerError::Outside { what: "node", value: node.index, size });
        }
        let level = node.level / HEIGHT;
        let index = (node.index << (node.level % HEIGHT)) / WIDTH;
        let row = size >> (level * HEIGHT);
        Ok(Self { level, index, width: (row - index * WIDTH).min(WIDTH) as u16 })
    }

    /// Whether the tree of a size has this very tile: partial tiles of other sizes are none of it.
    pub fn is_in(&self, size: u64) -> bool {
        let row = size.checked_shr(u32::from(self.level) * u32::from(HEIGHT)).unwrap_or(0);
        let start = self.index.checked_mul(WIDTH);
        start.is_some_and(|start| start < row && u64::from(self.width) <= row - start) && self.width > 0
    }

    /// The nodes whose hashes it holds, in order.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        let (level, start) = (self.level * HEIGHT, self.index * WIDTH);
        (start..start + u64::from(self.width)).map(move |index| Node::new(level, index))
    }

    /// Its content: the hashes one after the other.
    pub fn bytes(&self, hashes: &impl Hashes) -> Result<Vec<u8>, LedgerError> {
        let mut bytes = Vec::with_capacity(usize::from(self.width) * Hash::LENGTH);
        for node in self.nodes() {
            bytes.extend(hashes.require(node)?.0);
        }
        Ok(bytes)
    }

    /// A tile with its content, to read hashes from.
    pub fn read(self, bytes: &[u8]) -> Result<Row, LedgerError> {
        if bytes.len() != usize::from(self.width) * Hash::LENGTH {
            return Err(LedgerError::Malformed { what: "tile", reason: "its length is not that of its hashes" });
        }
        let hashes = bytes.chunks_exact(Hash::LENGTH).map(Hash::from_slice).collect::<Result<_, _>>()?;
        Ok(Row { tile: self, hashes })
    }

    /// `x001/x234/067` with `.p/W`: the part of a path after the level, also used for entry bundles.
    pub fn place(&self) -> String {
        let mut groups = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        groups.reverse();
        let partial = if u64::from(self.width) < WIDTH { format!(".p/{}", self.width) } else { String::new() };
        groups.join("/") + &partial
    }

    /// Reads [`Tile::place`].
    pub fn at_place(level: u8, text: &str) -> Result<Self, LedgerError> {
        let malformed = |reason| LedgerError::Malformed { what: "path of a tile", reason };
        if level >= LEVELS {
            return Err(malformed("a level is 0 to 7"));
        }
        let (place, width) = match text.split_once(".p/") {
            None => (text, WIDTH),
            Some((place, width)) => (place, decimal(width).ok_or(malformed("its width is no number"))?),
        };
        if width == 0 || (text.contains(".p/") && width >= WIDTH) {
            return Err(malformed("a partial tile has 1 to 255 hashes"));
        }
        let groups: Vec<&str> = place.split('/').collect();
        let (last, leading) = groups.split_last().ok_or(malformed("no index"))?;
        let mut index = 0_u64;
        for group in leading {
            let digits = group.strip_prefix('x').ok_or(malformed("all groups but the last begin with x"))?;
            index = joined(index, digits).ok_or(malformed("groups have three digits"))?;
        }
        index = joined(index, last).ok_or(malformed("groups have three digits"))?;
        let tile = Self { level, index, width: width as u16 };
        if tile.place() == text { Ok(tile) } else { Err(malformed("not in its shortest form")) }
    }
}

fn joined(index: u64, digits: &str) -> Option<u64> {
    let three = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let group = three.then(|| digits.parse::<u64>().ok()).flatten()?;
    index.checked_mul(1000)?.checked_add(group).filter(|index| index.checked_mul(WIDTH).is_some())
}

/// A decimal number without sign or leading zero.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

impl fmt::Display for Tile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.level, self.place())
    }
}

impl FromStr for Tile {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = |reason| LedgerError::Malformed { what: "path of a tile", reason };
        let (level, place) = text.split_once('/').ok_or(malformed("no level"))?;
        let level = decimal(level).and_then(|level| u8::try_from(level).ok()).ok_or(malformed("no level"))?;
        Self::at_place(level, place)
    }
}

/// A tile's hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    tile: Tile,
    hashes: Vec<Hash>,
}

impl Hashes for Row {
    /// The hash of a node at the tile's own level or up to seven above it.
    fn hash(&self, node: Node) -> Option<Hash> {
        let inside = node.level.checked_sub(self.tile.level * HEIGHT).filter(|inside| *inside < HEIGHT)?;
        let first = node.index.checked_mul(1 << inside)?.checked_sub(self.tile.index * WIDTH)?;
        let first = usize::try_from(first).ok()?;
        let mut row = self.hashes.get(first..first.checked_add(1 << inside)?)?.to_vec();
        while row.len() > 1 {
            row = row.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
        }
        row.first().copied()
    }
}

impl Hashes for Vec<Row> {
    fn hash(&self, node: Node) -> Option<Hash> {
        self.iter().find_map(|row| row.hash(node))
    }
}
