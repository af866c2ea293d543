//! Against numbers others published: the reference vectors of Certificate Transparency (RFC 6962), the paths and tile
//! counts of C2SP tlog-tiles, and the note every implementation of signed notes is tried with.

use std::{collections::BTreeMap, env, fs, path::Path};

use verdigris_ledger::{
    Checkpoint, Hash, LedgerError, Signer, Tile, Tree, Verifier, leaf_hash, node_hash, note, proof,
};

/// Leaves of the Certificate Transparency reference tree, in hexadecimal.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
/// Roots of the trees of the first one, two, … eight of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
/// (index, size, path).
const INCLUSION: [(u64, u64, &[&str]); 4] = [
    (0, 1, &[]),
    (
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
];
/// (from, to, proof).
const CONSISTENCY: [(u64, u64, &[&str]); 3] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
];

fn bytes(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn hashes_are_those_of_rfc_6962() {
    assert_eq!(Hash::empty().to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(leaf_hash(b"L123456").to_string(), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    assert_eq!(Tree::default().root(), Hash::empty());
    let two = node_hash(&leaf_hash(b""), &leaf_hash(&[0]));
    assert_eq!(two.to_string(), ROOTS[1]);
}

#[test]
fn the_reference_tree_grows_through_its_roots_and_proofs() {
    let (mut tree, mut stored) = (Tree::default(), BTreeMap::new());
    for (leaf, root) in LEAVES.iter().zip(ROOTS) {
        stored.extend(tree.append(leaf_hash(&bytes(leaf))));
        assert_eq!(tree.root().to_string(), root);
    }
    let root = |size: u64| ROOTS[size as usize - 1].parse::<Hash>().unwrap();
    for (index, size, expected) in INCLUSION {
        let path = proof::inclusion(index, size, &stored).unwrap();
        assert_eq!(path, hashes(expected), "entry {index} of {size}");
        let leaf = leaf_hash(&bytes(LEAVES[index as usize]));
        proof::verify_inclusion(index, size, leaf, &path, root(size)).unwrap();
    }
    for (from, to, expected) in CONSISTENCY {
        let path = proof::consistency(from, to, &stored).unwrap();
        assert_eq!(path, hashes(expected), "{from} to {to}");
        proof::verify_consistency(from, to, root(from), root(to), &path).unwrap();
    }
}

#[test]
fn tiles_are_named_and_counted_as_c2sp_says() {
    let names = [
        ("0/000", (0, 0, 256)),
        ("0/001", (0, 1, 256)),
        ("1/001.p/5", (1, 1, 5)),
        ("0/x001/x234/067", (0, 1_234_067, 256)),
        ("5/x123/x456/078.p/2", (5, 123_456_078, 2)),
    ];
    for (name, (level, index, width)) in names {
        let tile = Tile { level, index, width };
        assert_eq!(tile.to_string(), name);
        assert_eq!(name.parse::<Tile>().unwrap(), tile);
    }
    for name in [
        "",
        "0",
        "0/",
        "/000",
        "5/123/456/078",
        "-1/000",
        "8/000",
        "01/000",
        "0/0",
        "0/0000",
        "0/x000/001",
        "0/x001",
        "0/001.p/0",
        "0/001.p/256",
        "0/001.p/05",
        "0/001.p/",
        "0/001.p/5/",
        "0/+01",
        "0/001.p/+5",
        "0/001.p/5.p/5",
        "0/x999/x999/x999/x999/x999/x999/999",
        "256/000",
    ] {
        assert!(name.parse::<Tile>().is_err(), "{name}");
    }
    // "A tree of size 70,000 will be represented by …", and the one of 256 after it.
    let all = Tile::all(70_000);
    let count =
        |level, full: bool| all.iter().filter(|tile| tile.level == level && (tile.width == 256) == full).count();
    assert_eq!([count(0, true), count(0, false), count(1, true), count(1, false), count(2, false)], [273, 1, 1, 1, 1]);
    assert_eq!(all.len(), 277);
    let widths = |level| all.iter().find(|tile| tile.level == level && tile.width < 256).unwrap().width;
    assert_eq!([widths(0), widths(1), widths(2)], [112, 17, 1]);
    let names: Vec<String> = Tile::all(256).iter().map(ToString::to_string).collect();
    assert_eq!(names, ["0/000", "1/000.p/1"]);
}

const VERIFIER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SIGNER: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const OTHER: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNED: &str =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const COSIGNED: &str =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

#[test]
fn the_reference_note_is_signed_and_opened() {
    let signer = Signer::parse(SIGNER).unwrap();
    assert_eq!(signer.secret(), SIGNER);
    assert_eq!(signer.verifier().to_string(), VERIFIER);
    let peter = Verifier::parse(VERIFIER).unwrap();
    let enoch = Verifier::parse(OTHER).unwrap();
    assert_eq!(peter, signer.verifier());
    let note = signer.sign(TEXT).unwrap();
    assert_eq!(note, format!("{TEXT}\n{SIGNED}"));
    assert_eq!(peter.open(&note).unwrap(), TEXT);
    let both = format!("{note}{COSIGNED}");
    assert_eq!((peter.open(&both), enoch.open(&both)), (Ok(TEXT), Ok(TEXT)));
    assert_eq!(enoch.open(&note), Err(LedgerError::Signature(OTHER.into())));
    assert!(!format!("{signer:?}").contains("AYEKFA"), "a secret is not printed");
}

#[test]
fn mangled_keys_and_notes_are_refused() {
    for at in 0..VERIFIER.len() {
        assert!(Verifier::parse(&VERIFIER[at + 1..]).is_err() && Verifier::parse(&VERIFIER[..at]).is_err());
        let mut mangled = VERIFIER.as_bytes().to_vec();
        mangled[at] += 1;
        assert!(Verifier::parse(std::str::from_utf8(&mangled).unwrap()).is_err(), "{at}");
    }
    for at in 0..SIGNER.len() {
        assert!(Signer::parse(&SIGNER[at + 1..]).is_err() && Signer::parse(&SIGNER[..at]).is_err());
        let mut mangled = SIGNER.as_bytes().to_vec();
        mangled[at] += 1;
        assert!(Signer::parse(std::str::from_utf8(&mangled).unwrap()).is_err(), "{at}");
    }
    for key in [
        // A key too long and one of an unknown algorithm, each with the id it would have; ids in capitals and with a sign.
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann++74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert!(Verifier::parse(key).is_err(), "{key}");
    }
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\n"] {
        assert!(Signer::from_seed(name, [7; 32]).is_err(), "{name:?}");
    }
    let peter = Verifier::parse(VERIFIER).unwrap();
    let note = format!("{TEXT}\n{SIGNED}");
    let spoiled = note.replace("x08go/Z", "x08go/Y");
    assert_eq!(peter.open(&spoiled), Err(LedgerError::Signature(VERIFIER.into())));
    // One good signature does not heal a bad one of the same key.
    let also = spoiled.split_once("\n\n").unwrap().1;
    assert_eq!(peter.open(&format!("{note}{also}")), Err(LedgerError::Signature(VERIFIER.into())));
    for malformed in [
        TEXT.to_owned(),
        format!("{TEXT}\n"),
        note.trim_end().to_owned(),
        format!("\u{1}{note}"),
        format!("{TEXT}\n— Bad Name x08go/ZJkuBS9UG\n"),
        format!("{TEXT}\n— Bad+Name x08go/ZJkuBS9UG\n"),
        format!("{TEXT}\n— PeterNeumann x08goQ\n"),
        format!("{TEXT}\n— PeterNeumann x08goA==\n{SIGNED}"),
        format!("{note}Unexpected line.\n"),
        format!("{TEXT}\n{}", SIGNED.repeat(101)),
    ] {
        assert!(matches!(peter.open(&malformed), Err(LedgerError::Malformed { .. })), "{malformed}");
    }
    assert_eq!(peter.open(&format!("{TEXT}\n{}", SIGNED.repeat(100))), Ok(TEXT));
    let signer = Signer::parse(SIGNER).unwrap();
    assert!(signer.sign("abc").is_err() && signer.sign("a\tb\n").is_err());
    assert_eq!(signer.verifier().name(), "PeterNeumann");
}

#[test]
fn the_published_checkpoint_reads() {
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let checkpoint = Checkpoint::parse(text).unwrap();
    assert_eq!((checkpoint.size, checkpoint.text().as_str()), (20_852_163, text));
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    for malformed in [
        String::new(),
        text.trim_end().to_owned(),
        format!("\n1\n{root}\n"),
        format!("a\n01\n{root}\n"),
        format!("a\n+1\n{root}\n"),
        format!("a\n\n{root}\n"),
        format!("a\n0\n{root}\n"),
        format!("a\n18446744073709551616\n{root}\n"),
        format!("a\n1\n{root}\nextension\n"),
        format!("a\n1\n{root}\n\n"),
        format!("a\n1\n{}\n", &root[1..]),
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n".to_owned(),
    ] {
        assert!(Checkpoint::parse(&malformed).is_err(), "{malformed}");
    }
    let signer = Signer::from_seed("verdigris.example/log", [9; 32]).unwrap();
    let mut tree = Tree::default();
    tree.append(leaf_hash(b"one"));
    let made = Checkpoint::of("verdigris.example/log", &tree);
    let signed = made.sign(&signer).unwrap();
    assert_eq!(Checkpoint::open(&signed, &signer.verifier(), "verdigris.example/log"), Ok(made.clone()));
    assert!(Checkpoint::open(&signed, &signer.verifier(), "verdigris.example/other").is_err());
    assert!(Checkpoint::open(&signed.replace("\n1\n", "\n2\n"), &signer.verifier(), "verdigris.example/log").is_err());
    let unsound = Checkpoint { origin: "a\n2".into(), ..made };
    assert!(unsound.sign(&signer).is_err(), "what does not read is not signed");
    assert!(note::Verifier::parse(&signer.verifier().to_string()).is_ok());
}

/// The 500 probes of transparency-dev/merkle, each to be accepted or refused; `VERDIGRIS_MERKLE_PROBES` names its
/// `testdata` folder.
#[test]
fn published_probes_are_judged_as_published() {
    let Some(folder) = env::var_os("VERDIGRIS_MERKLE_PROBES") else {
        println!("skipped: VERDIGRIS_MERKLE_PROBES does not name the probes of transparency-dev/merkle");
        return;
    };
    let judged = [("inclusion", inclusion as fn(&serde_json::Value) -> Option<bool>), ("consistency", consistency)]
        .map(|(kind, judge)| walk(&Path::new(&folder).join(kind), judge));
    println!("{judged:?} probes judged");
    assert!(judged[0] > 50 && judged[1] > 50);
}

fn walk(folder: &Path, judge: fn(&serde_json::Value) -> Option<bool>) -> usize {
    let mut judged = 0;
    for found in fs::read_dir(folder).unwrap() {
        let path = found.unwrap().path();
        if path.is_dir() {
            judged += walk(&path, judge);
            continue;
        }
        let probe: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let refused = judge(&probe) != Some(true);
        assert_eq!(refused, probe["wantErr"].as_bool().unwrap(), "{}", path.display());
        judged += 1;
    }
    judged
}

fn proof_of(probe: &serde_json::Value) -> Option<Vec<Hash>> {
    let steps = probe["proof"].as_array().map(Vec::as_slice).unwrap_or_default();
    steps.iter().map(|step| Hash::from_base64(step.as_str()?).ok()).collect()
}

/// A hash; where a probe has other bytes in its place ("don't care"), a hash of these.
fn hash_of(probe: &serde_json::Value, name: &str) -> Option<Hash> {
    let text = probe[name].as_str().filter(|text| !text.is_empty())?;
    Some(Hash::from_base64(text).unwrap_or_else(|_| leaf_hash(text.as_bytes())))
}

fn inclusion(probe: &serde_json::Value) -> Option<bool> {
    let (index, size) = (probe["leafIdx"].as_u64()?, probe["treeSize"].as_u64()?);
    let (leaf, root) = (hash_of(probe, "leafHash")?, hash_of(probe, "root")?);
    Some(proof::verify_inclusion(index, size, leaf, &proof_of(probe)?, root).is_ok())
}

fn consistency(probe: &serde_json::Value) -> Option<bool> {
    let (from, to) = (probe["size1"].as_u64()?, probe["size2"].as_u64()?);
    let (old, new) = (hash_of(probe, "root1")?, hash_of(probe, "root2")?);
    Some(proof::verify_consistency(from, to, old, new, &proof_of(probe)?).is_ok())
}
