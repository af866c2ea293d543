//! Over trees of many sizes: every proof made is accepted, every altered one is refused, tiles tell the same as the tree.

use std::collections::BTreeMap;

use proptest::prelude::*;
use verdigris_ledger::{
    Commitment, Entry, Hash, Hashes, LedgerError, Node, Salt, Tile, Tree, bundle, leaf_hash, node_hash, proof,
};

type Stored = BTreeMap<Node, Hash>;

fn leaf(index: u64) -> Hash {
    leaf_hash(&index.to_be_bytes())
}

/// A tree, what it stored, and its root at every size.
fn grown(size: u64) -> (Tree, Stored, Vec<Hash>) {
    let (mut tree, mut stored) = (Tree::default(), Stored::new());
    let mut roots = vec![tree.root()];
    for index in 0..size {
        stored.extend(tree.append(leaf(index)));
        roots.push(tree.root());
    }
    (tree, stored, roots)
}

/// RFC 6962's recursive definition of the tree hash, word for word.
fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::empty(),
        [leaf] => *leaf,
        _ => {
            let k = leaves.len().next_power_of_two() / 2;
            node_hash(&mth(&leaves[..k]), &mth(&leaves[k..]))
        }
    }
}

fn flipped(hash: Hash, bit: usize) -> Hash {
    let mut bytes = hash.0;
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    Hash(bytes)
}

#[test]
fn every_proof_of_small_trees_is_accepted_and_only_in_its_place() {
    const MOST: u64 = 40;
    let (_, stored, roots) = grown(MOST);
    let leaves: Vec<Hash> = (0..MOST).map(leaf).collect();
    for size in 0..=MOST {
        assert_eq!(roots[size as usize], mth(&leaves[..size as usize]));
        for index in 0..size {
            let path = proof::inclusion(index, size, &stored).unwrap();
            for claimed in 0..=size {
                let verdict = proof::verify_inclusion(claimed, size, leaf(index), &path, roots[size as usize]);
                assert_eq!(verdict.is_ok(), claimed == index, "{index} of {size} as {claimed}");
            }
        }
        for from in 1..=size {
            let path = proof::consistency(from, size, &stored).unwrap();
            let verify = |from: u64, old: Hash, path: &[Hash]| {
                proof::verify_consistency(from, size, old, roots[size as usize], path).is_ok()
            };
            assert!(verify(from, roots[from as usize], &path), "{from} to {size}");
            assert!(!verify(from, flipped(roots[from as usize], 3), &path), "{from} to {size}");
            let other = flipped(roots[size as usize], 9);
            assert!(proof::verify_consistency(from, size, roots[from as usize], other, &path).is_err());
            let longer = [path.as_slice(), &[leaf(0)]].concat();
            assert!(!verify(from, roots[from as usize], &longer), "{from} to {size}, longer");
            if let Some((_, shorter)) = path.split_last() {
                assert!(!verify(from, roots[from as usize], shorter), "{from} to {size}, shorter");
            }
        }
        assert!(proof::consistency(0, size, &stored).is_err());
        assert!(proof::verify_consistency(0, size, Hash::empty(), roots[size as usize], &[]).is_err());
        assert!(proof::inclusion(size, size, &stored).is_err() && proof::consistency(size + 1, size, &stored).is_err());
        assert!(proof::verify_consistency(size + 1, size, leaf(0), roots[size as usize], &[]).is_err());
    }
}

#[test]
fn a_tree_is_loaded_from_what_it_stored() {
    let (mut whole, stored, _) = grown(0);
    let mut all = stored;
    for index in 0..600 {
        let loaded = Tree::load(index, &all).unwrap();
        assert_eq!(loaded, whole);
        assert_eq!(Tree::nodes(index).len(), index.count_ones() as usize);
        all.extend(whole.append(leaf(index)));
        assert_eq!(all.len() as u64, 2 * (index + 1) - u64::from((index + 1).count_ones()));
    }
    let missing = Node::new(9, 0);
    all.remove(&missing);
    assert_eq!(Tree::load(600, &all), Err(LedgerError::Missing(missing)));
    assert!(proof::inclusion(599, 600, &all).is_err());
}

#[test]
fn nodes_told_beforehand_are_all_a_proof_needs() {
    let (_, stored, _) = grown(300);
    let only = |nodes: Vec<Node>| -> Stored { nodes.into_iter().map(|node| (node, stored[&node])).collect() };
    for size in [1, 2, 255, 256, 257, 299, 300] {
        for index in (0..size).step_by(7) {
            let few = only(proof::inclusion_nodes(index, size).unwrap());
            assert_eq!(proof::inclusion(index, size, &few), proof::inclusion(index, size, &stored));
            let few = only(proof::consistency_nodes(index + 1, size).unwrap());
            assert_eq!(proof::consistency(index + 1, size, &few), proof::consistency(index + 1, size, &stored));
        }
    }
}

#[test]
fn tiles_tell_the_same_as_the_tree() {
    // Beyond one full tile of the second level.
    const SIZE: u64 = 66_000;
    let (tree, stored, _) = grown(SIZE);
    let rows: BTreeMap<Tile, _> =
        Tile::all(SIZE).into_iter().map(|tile| (tile, tile.read(&tile.bytes(&stored).unwrap()).unwrap())).collect();
    assert!(rows.keys().all(|tile| tile.is_in(SIZE)));
    for node in stored.keys().step_by(101).chain(&Tree::nodes(SIZE)) {
        let tile = Tile::of(*node, SIZE).unwrap();
        assert_eq!(rows[&tile].hash(*node), Some(stored[node]), "{node:?}");
    }
    let needed: Vec<_> = proof::inclusion_nodes(65_999, SIZE)
        .unwrap()
        .into_iter()
        .map(|node| rows[&Tile::of(node, SIZE).unwrap()].clone())
        .collect();
    let path = proof::inclusion(65_999, SIZE, &needed).unwrap();
    proof::verify_inclusion(65_999, SIZE, leaf(65_999), &path, tree.root()).unwrap();
    assert!(Tile::of(Node::new(0, SIZE), SIZE).is_err() && Tile::of(Node::new(63, 1), SIZE).is_err());
    let partial = Tile { level: 0, index: 257, width: 208 };
    assert!(rows.contains_key(&partial), "66000 = 257 × 256 + 208");
    for (tile, within) in [
        (partial, true),
        (Tile { width: 209, ..partial }, false),
        (Tile { width: 1, ..partial }, true),
        (Tile { width: 0, ..partial }, false),
        (Tile { index: 258, ..partial }, false),
        (Tile { index: u64::MAX, ..partial }, false),
        (Tile { level: 7, index: 0, width: 1 }, false),
    ] {
        assert_eq!(tile.is_in(SIZE), within, "{tile}");
    }
    let row = &rows[&partial];
    assert_eq!(row.hash(Node::new(0, 257 * 256 + 208)), None);
    assert_eq!(row.hash(Node::new(1, 0)), None, "a node of another tile");
    assert_eq!(row.hash(Node::new(8, 257)), None, "a partial tile is not hashed into the level above");
    assert!(partial.read(&[0; 31]).is_err());
}

#[test]
fn new_tiles_are_those_the_old_tree_had_not() {
    for size in [1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 70_000] {
        for old in [0, 1, 200, 255, 256, 300, 65_535, 65_536] {
            let expected: Vec<Tile> = if old < size {
                Tile::all(size).into_iter().filter(|tile| !Tile::all(old).contains(tile)).collect()
            } else {
                Vec::new()
            };
            assert_eq!(Tile::grown(old, size), expected, "{old} to {size}");
        }
    }
}

#[test]
fn commitments_open_only_with_their_salt_and_payload() {
    let (salt, other) = (Salt([1; 32]), Salt([2; 32]));
    let commitment = Commitment::to(salt, b"payload");
    assert!(commitment.opens(salt, b"payload"));
    assert!(!commitment.opens(other, b"payload") && !commitment.opens(salt, b"payloae"));
    assert_eq!(format!("{salt:?}"), "Salt(…)", "a salt is not printed");
    // Pinned, worked out with sha256sum over the domain line, 32 bytes 0x01 and the payload.
    assert_eq!(commitment.to_string(), PINNED);
    let private = Entry::Private(commitment).bytes();
    assert_eq!(String::from_utf8(private.clone()).unwrap(), format!("verdigris-entry/1 private\n{commitment}"));
    assert_eq!(Entry::read(&private), Ok(Entry::Private(commitment)));
    let public = Entry::Public(b"anything\n".to_vec());
    assert_eq!(Entry::read(&public.bytes()), Ok(public.clone()));
    for malformed in [&b""[..], b"verdigris-entry/2 public\n", b"verdigris-entry/1 private\n", &private[..89], b"\xff"]
    {
        assert!(Entry::read(malformed).is_err());
    }
    assert!(Entry::read(&[private.as_slice(), b"0"].concat()).is_err());
    let upper = String::from_utf8(private).unwrap().replace(|c: char| c.is_ascii_hexdigit() && c == 'a', "A");
    assert!(Entry::read(upper.as_bytes()).is_err());
}

const PINNED: &str = "333acfd3a0849e04b13395c75f3480f27e92a17f5fa07dbac2688f9917c8575a";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn altered_proofs_are_refused(size in 2_u64..400, at in 0_u64..400, step in 0_usize..16, bit in 0_usize..256) {
        let (_, stored, roots) = grown(size);
        let (index, root) = (at % size, roots[size as usize]);
        let mut path = proof::inclusion(index, size, &stored).unwrap();
        prop_assert!(proof::verify_inclusion(index, size, leaf(index), &path, root).is_ok());
        prop_assert!(proof::verify_inclusion(index, size, flipped(leaf(index), bit), &path, root).is_err());
        prop_assert!(proof::verify_inclusion(index, size, leaf(index), &path, flipped(root, bit)).is_err());
        prop_assert!(proof::verify_inclusion(index, size, leaf(index), &path[1..], root).is_err());
        let step = step % path.len();
        path[step] = flipped(path[step], bit);
        prop_assert!(proof::verify_inclusion(index, size, leaf(index), &path, root).is_err());
        let from = 1 + at % (size - 1);
        let mut growth = proof::consistency(from, size, &stored).unwrap();
        let old = roots[from as usize];
        prop_assert!(proof::verify_consistency(from, size, old, root, &growth).is_ok());
        let step = bit % growth.len();
        growth[step] = flipped(growth[step], bit);
        prop_assert!(proof::verify_consistency(from, size, old, root, &growth).is_err());
    }

    #[test]
    fn proofs_lead_to_the_tree_of_many_sizes(size in 1_u64..2000, at in any::<u64>()) {
        let (_, stored, roots) = grown(size);
        let index = at % size;
        let path = proof::inclusion(index, size, &stored).unwrap();
        prop_assert!(proof::verify_inclusion(index, size, leaf(index), &path, roots[size as usize]).is_ok());
        let growth = proof::consistency(index + 1, size, &stored).unwrap();
        let (old, new) = (roots[index as usize + 1], roots[size as usize]);
        prop_assert!(proof::verify_consistency(index + 1, size, old, new, &growth).is_ok());
    }

    #[test]
    fn bundles_come_back(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..20)) {
        let bundle = bundle::encode(entries.iter().map(Vec::as_slice)).unwrap();
        prop_assert_eq!(bundle::decode(&bundle).unwrap(), entries.iter().map(Vec::as_slice).collect::<Vec<_>>());
        if !bundle.is_empty() {
            prop_assert!(bundle::decode(&bundle[..bundle.len() - 1]).is_err());
        }
    }

    #[test]
    fn places_come_back(index in 0_u64..1 << 50, width in 1_u16..=256, level in 0_u8..8) {
        let tile = Tile { level, index, width };
        prop_assert_eq!(tile.to_string().parse::<Tile>().unwrap(), tile);
    }

    #[test]
    fn odd_text_never_panics(text in ".{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = (text.parse::<Tile>(), text.parse::<Hash>(), Entry::read(&bytes), bundle::decode(&bytes).is_ok());
        let _ = verdigris_ledger::Checkpoint::parse(&text);
        let _ = (verdigris_ledger::Verifier::parse(&text), verdigris_ledger::Signer::parse(&text));
    }
}

#[test]
fn the_longest_entry_fits_and_one_more_byte_does_not() {
    let long = vec![0; 65_536];
    assert_eq!(bundle::encode([&long[1..]]).unwrap().len(), 65_537);
    assert_eq!(bundle::encode([long.as_slice()]), Err(LedgerError::TooLong(65_536)));
    assert_eq!(bundle::encode([b"ab".as_slice()]).unwrap(), [0, 2, b'a', b'b']);
}

#[test]
fn hashes_are_written_and_read() {
    let hash = leaf(1);
    assert_eq!(Hash::from_base64(&hash.base64()), Ok(hash));
    assert_eq!(hash.to_string().parse::<Hash>(), Ok(hash));
    assert_eq!(serde_json::from_str::<Hash>(&serde_json::to_string(&hash).unwrap()).unwrap(), hash);
    for text in
        ["", "zz", &hash.to_string()[1..], &hash.to_string().to_uppercase(), &format!("{hash}0"), &format!("{hash}00")]
    {
        assert!(text.parse::<Hash>().is_err(), "{text}");
    }
    assert!(Hash::from_base64("A").is_err() && Hash::from_base64("AAAA").is_err());
}
