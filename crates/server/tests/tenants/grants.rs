//! A grant from the first word to the last, as people meet it.

use serde_json::{Value, json};

use crate::stage::{Stage, later};

fn asked(stage: &Stage) -> Value {
    json!({
        "direction": "request", "owner": stage.smelter, "reader": stage.bank, "plants": "all",
        "fields": ["profile", "accounts", "records"], "purpose": "finance", "until": later(48), "note": "For a loan",
    })
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

#[tokio::test]
async fn asked_countered_agreed_read_and_revoked() {
    let stage = Stage::new().await;
    let plant = format!("/plants/{}", stage.plant);
    assert_eq!(stage.get(&stage.lender, &plant).await.refused(404), "not-found");

    let grant = stage.post(&stage.lender, "/grants", &asked(&stage)).await.json(201);
    let path = format!("/grants/{}", grant["id"].as_str().unwrap());
    assert_eq!((grant["state"].as_str(), grant["version"].as_u64()), (Some("requested"), Some(1)));
    assert_eq!(words(&grant["can"]), ["request", "withdraw"]);

    let home = stage.get(&stage.steward, "/home").await.json(200);
    assert_eq!(home["grants_waiting"], 1);
    assert_eq!(home["notices"][0]["link"].as_str(), Some(path.as_str()));
    assert_eq!(stage.get(&stage.lender, "/home").await.json(200)["grants_waiting"], 0);
    let notice = home["notices"][0]["id"].as_str().unwrap();
    let read = stage.post(&stage.lender, &format!("/notices/{notice}/read"), &json!({})).await;
    assert_eq!(read.status, 404, "another's notice");
    assert_eq!(stage.post(&stage.steward, &format!("/notices/{notice}/read"), &json!({})).await.status, 204);
    assert_eq!(stage.get(&stage.steward, "/notices").await.json(200)["items"][0]["read"], true);

    let terms = json!({ "plants": [stage.plant], "fields": ["profile"], "purpose": "finance", "until": later(24) });
    let moves = format!("{path}/moves");
    let counter = json!({ "move": "offer", "note": "The profile only", "terms": terms });
    let offered = stage.post(&stage.steward, &moves, &counter).await.json(200);
    assert_eq!((offered["state"].as_str(), offered["version"].as_u64()), (Some("offered"), Some(2)));
    assert_eq!(offered["plants"][0]["name"]["en"], "Potline");
    assert!(stage.get(&stage.lender, &path).await.json(200)["plants"][0].get("name").is_none(), "not agreed yet");

    let agreed = stage.post(&stage.lender, &moves, &json!({ "move": "agree" })).await.json(200);
    assert_eq!(agreed["state"], "active");
    let seen = stage.get(&stage.lender, &plant).await.json(200);
    assert_eq!(words(&seen["fields"]), ["profile"]);
    assert_eq!(stage.get(&stage.lender, "/grants?state=active").await.json(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(stage.get(&stage.lender, "/grants?state=revoked").await.json(200)["items"], json!([]));

    let looked = stage.get(&stage.steward, "/accesses?others=true").await.json(200);
    let row = &looked["items"][0];
    assert_eq!((row["person"]["name"].as_str(), row["basis"]["kind"].as_str()), (Some("lender"), Some("grant")));
    assert_eq!((row["basis"]["id"].as_str(), row["purpose"].as_str()), (grant["id"].as_str(), Some("finance")));
    assert_eq!(
        stage.get(&stage.stranger, &format!("/accesses?plant={}", stage.plant)).await.json(200)["items"],
        json!([])
    );
    let asked = format!("/accesses?owner={}", stage.smelter);
    assert_eq!(stage.get(&stage.lender, &asked).await.json(200)["items"], json!([]));

    assert_eq!(stage.post(&stage.steward, &moves, &json!({ "move": "revoke" })).await.json(200)["state"], "revoked");
    assert_eq!(stage.get(&stage.lender, &plant).await.refused(404), "not-found");
    let history = stage.get(&stage.steward, &path).await.json(200)["history"].clone();
    let moves: Vec<_> = history.as_array().unwrap().iter().map(|one| one["move"].as_str().unwrap()).collect();
    assert_eq!(moves, ["request", "offer", "agree", "revoke"]);
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_and_strangers_see_nothing() {
    let stage = Stage::new().await;
    let path = format!("/grants/{}", {
        let grant = stage.post(&stage.lender, "/grants", &asked(&stage)).await.json(201);
        grant["id"].as_str().unwrap().to_owned()
    });
    let moves = format!("{path}/moves");
    assert_eq!(stage.get(&stage.stranger, &path).await.refused(404), "not-found");
    assert_eq!(stage.post(&stage.stranger, &moves, &json!({ "move": "offer" })).await.refused(404), "not-found");
    assert_eq!(stage.post(&stage.engineer, &moves, &json!({ "move": "offer" })).await.refused(403), "denied-role");
    assert_eq!(stage.post(&stage.lender, &moves, &json!({ "move": "agree" })).await.refused(409), "grant-move");
    let terms = json!({ "plants": "all", "fields": ["profile"], "purpose": "finance", "until": later(24) });
    let with = stage.post(&stage.steward, &moves, &json!({ "move": "decline", "terms": terms })).await;
    assert_eq!(with.refused(422), "invalid-fields");
    assert_eq!(stage.post(&stage.steward, &moves, &json!({ "move": "bless" })).await.status, 422);

    for (name, value) in [
        ("plants", json!([stage.foreign])),
        ("plants", json!([])),
        ("plants", json!("some")),
        ("fields", json!([])),
        ("until", json!(later(-1))),
        ("from", json!(later(500))),
        ("owner", json!("0".repeat(32))),
        ("reader", json!(stage.smelter)),
        ("purpose", json!("curiosity")),
    ] {
        let mut wrong = asked(&stage);
        wrong["direction"] = json!("offer");
        wrong[name] = value.clone();
        let refused = stage.post(&stage.steward, "/grants", &wrong).await;
        assert_eq!(refused.status, 422, "{name} {value}: {}", refused.body);
    }
    // A reader cannot find out by asking which plants there are.
    let mut guess = asked(&stage);
    guess["plants"] = json!([stage.plant]);
    assert_eq!(stage.post(&stage.lender, "/grants", &guess).await.refused(422), "invalid-fields");
}
