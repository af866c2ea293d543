//! Break-glass over HTTP: two people, in the owner's sight, for a while.

use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn two_people_open_and_the_owner_sees_it() {
    let stage = Stage::new().await;
    let plant = format!("/plants/{}", stage.plant);
    let body = json!({ "owner": stage.smelter, "reason": "Spill reported, line 3" });
    for nobody in [&stage.steward, &stage.lender, &stage.stranger] {
        assert_eq!(stage.post(nobody, "/emergencies", &body).await.refused(403), "denied-role");
    }
    let blank = json!({ "owner": stage.smelter, "reason": "  " });
    assert_eq!(stage.post(&stage.secretary, "/emergencies", &blank).await.refused(422), "invalid-fields");
    let elsewhere = json!({ "owner": stage.smelter, "plant": stage.foreign, "reason": "x" });
    assert_eq!(stage.post(&stage.secretary, "/emergencies", &elsewhere).await.refused(422), "invalid-fields");

    let case = stage.post(&stage.secretary, "/emergencies", &body).await.json(201);
    let path = format!("/emergencies/{}", case["id"].as_str().unwrap());
    assert_eq!((case["state"].as_str(), &case["can"]), (Some("asked"), &json!(["end"])));
    assert_eq!(stage.get(&stage.secretary, &plant).await.status, 404, "nobody has seconded it");
    let seen = stage.get(&stage.steward, "/emergencies").await.json(200);
    assert_eq!(seen["items"][0]["reason"], "Spill reported, line 3");
    assert_eq!(stage.get(&stage.stranger, "/emergencies").await.json(200)["items"], json!([]));

    let second = format!("{path}/second");
    assert_eq!(stage.post(&stage.secretary, &second, &json!({})).await.refused(403), "denied-oneself");
    assert_eq!(stage.post(&stage.stranger, &second, &json!({})).await.refused(404), "not-found");
    assert_eq!(stage.post(&stage.steward, &second, &json!({})).await.refused(403), "denied-role");
    assert_eq!(stage.post(&stage.second, &second, &json!({})).await.json(200)["state"], "open");
    assert_eq!(stage.post(&stage.operator, &second, &json!({})).await.status, 409);

    assert_eq!(stage.get(&stage.secretary, &plant).await.json(200)["basis"], "emergency");
    assert_eq!(stage.get(&stage.second, &plant).await.status, 404, "only the one who asked reads");
    let notices = stage.get(&stage.steward, "/notices").await.json(200);
    let kinds: Vec<_> = notices["items"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["emergency-open", "emergency-asked"]);
    let looked = stage.get(&stage.steward, "/accesses?others=true").await.json(200);
    assert_eq!(looked["items"][0]["basis"]["kind"], "emergency");

    assert_eq!(stage.post(&stage.second, &format!("{path}/end"), &json!({})).await.json(200)["state"], "over");
    assert_eq!(stage.get(&stage.secretary, &plant).await.status, 404);
}
