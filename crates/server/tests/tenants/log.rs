//! The log over HTTP, verified with `ledger` alone.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::Value;
use verdigris_ledger::{Checkpoint, Commitment, Entry, Hash, Salt, Verifier, leaf_hash, proof};

use crate::stage::Stage;

fn hash(text: &Value) -> Hash {
    Hash::from_slice(&bytes(text.as_str().unwrap())).unwrap()
}

fn bytes(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn hashes(list: &Value) -> Vec<Hash> {
    list.as_array().unwrap().iter().map(hash).collect()
}

async fn checkpoint(stage: &Stage) -> Checkpoint {
    let key = stage.get(&stage.lender, "/log/key").await.body;
    let note = stage.get(&stage.lender, "/log/checkpoint").await.body;
    let verifier = Verifier::parse(key.trim()).unwrap();
    Checkpoint::open(&note, &verifier, verifier.name()).unwrap()
}

#[tokio::test]
async fn every_entry_is_proved_and_none_of_others_is_told() {
    let stage = Stage::new().await;
    stage.submit("10").await;
    let before = checkpoint(&stage).await;
    let submission = stage.submit("11").await;
    let head = checkpoint(&stage).await;
    assert_eq!(head.size, before.size + 1);

    let path = format!("/log/proof/consistency?from={}&to={}", before.size, head.size);
    let told = stage.get(&stage.lender, &path).await.json(200);
    proof::verify_consistency(before.size, head.size, before.root, head.root, &hashes(&told["hashes"])).unwrap();

    let bundle = stage.get(&stage.lender, &format!("/log/tile/entries/000.p/{}", head.size)).await;
    assert_eq!(bundle.status, 200);
    let tile = stage.get(&stage.lender, &format!("/log/tile/0/000.p/{}", head.size)).await.bytes;
    assert_eq!(tile.len() as u64, 32 * head.size);
    for index in 0..head.size {
        let told =
            stage.get(&stage.lender, &format!("/log/proof/inclusion?index={index}&size={}", head.size)).await.json(200);
        let leaf = leaf_hash(&BASE64.decode(told["entry"].as_str().unwrap()).unwrap());
        assert_eq!(leaf, hash(&told["leaf"]));
        assert_eq!(leaf.0[..], tile[32 * index as usize..][..32]);
        proof::verify_inclusion(index, head.size, leaf, &hashes(&told["hashes"]), head.root).unwrap();
    }

    let entry = |list: &Value| {
        let found = list["items"].as_array().unwrap().iter().find(|one| one["index"] == submission.log_index);
        found.unwrap().clone()
    };
    let own = entry(&stage.get(&stage.engineer, "/log/entries?limit=200").await.json(200));
    assert_eq!(own["about"]["id"].as_str(), Some(submission.id.to_string().as_str()));
    let salt = Salt(bytes(own["salt"].as_str().unwrap()).try_into().unwrap());
    let committed = Entry::Private(Commitment::to(salt, own["text"].as_str().unwrap().as_bytes()));
    assert_eq!(BASE64.encode(committed.bytes()), own["entry"].as_str().unwrap());
    for stranger in [&stage.stranger, &stage.secretary, &stage.lender] {
        let theirs = entry(&stage.get(stranger, "/log/entries?limit=200").await.json(200));
        for hidden in ["text", "salt", "about", "at"] {
            assert!(theirs.get(hidden).is_none(), "{} sees {hidden}", stranger.name);
        }
        assert_eq!(theirs["entry"], own["entry"]);
    }
}

#[tokio::test]
async fn what_the_log_has_not_is_refused() {
    let stage = Stage::new().await;
    let size = checkpoint(&stage).await.size;
    for (path, status) in [
        (format!("/log/proof/inclusion?index={size}"), 404),
        (format!("/log/proof/inclusion?index=0&size={}", size + 1), 400),
        ("/log/proof/inclusion?index=1&size=1".to_owned(), 400),
        ("/log/proof/inclusion".to_owned(), 400),
        ("/log/proof/inclusion?index=-1".to_owned(), 400),
        ("/log/proof/consistency?from=0".to_owned(), 400),
        (format!("/log/proof/consistency?from={}", size + 1), 400),
        ("/log/tile/0/000".to_owned(), 404),
        ("/log/tile/9/000".to_owned(), 404),
        ("/log/tile/0/x001/234".to_owned(), 404),
        ("/log/tile/entries/nothing".to_owned(), 404),
        ("/log/entries?cursor=x".to_owned(), 400),
        ("/log/entries?limit=0".to_owned(), 400),
    ] {
        let answer = stage.get(&stage.lender, &path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        answer.refused(status);
    }
    let page = stage.get(&stage.lender, "/log/entries?limit=2").await.json(200);
    let next = page["next"].as_str().unwrap();
    let rest = stage.get(&stage.lender, &format!("/log/entries?limit=200&cursor={next}")).await.json(200);
    assert_eq!(rest["items"].as_array().unwrap().len() as u64, size - 2);
}
