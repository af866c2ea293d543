//! Submissions over HTTP.

use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn versions_stay_and_tell_what_they_changed() {
    let stage = Stage::new().await;
    let (first, second) = (stage.submit("10").await, stage.submit("12").await);
    let list = stage.get(&stage.engineer, &format!("/plants/{}/submissions?year=2024", stage.plant)).await.json(200);
    let versions: Vec<_> = list["items"].as_array().unwrap().iter().map(|one| one["version"].clone()).collect();
    assert_eq!(versions, [2, 1]);
    let none = stage.get(&stage.engineer, &format!("/plants/{}/submissions?year=2023", stage.plant)).await.json(200);
    assert_eq!(none["items"], json!([]));

    let one = stage.get(&stage.engineer, &format!("/submissions/{}", second.id)).await.json(200);
    assert_eq!((one["plant"]["name"]["en"].as_str(), one["by"]["name"].as_str()), (Some("Potline"), Some("engineer")));
    assert_eq!(one["findings"], json!([{ "code": "x" }]));
    assert_eq!(stage.get(&stage.engineer, &format!("/submissions/{}/file", first.id)).await.body, "10");
    let records = stage.get(&stage.engineer, &format!("/submissions/{}/records", first.id)).await.json(200);
    assert_eq!(records["records"][0]["item"], "coke");

    let changed = stage.get(&stage.engineer, &format!("/submissions/{}/changes", second.id)).await.json(200);
    let change = &changed["changes"][0];
    assert_eq!((change["before"]["value"].as_str(), change["after"]["value"].as_str()), (Some("10"), Some("12")));
    assert_eq!(changed["before"]["version"], 1);
    let begun = stage.get(&stage.engineer, &format!("/submissions/{}/changes", first.id)).await.json(200);
    assert_eq!(begun, json!({ "changes": [] }));
    for part in ["", "/file", "/records", "/changes"] {
        let answer = stage.get(&stage.stranger, &format!("/submissions/{}{part}", first.id)).await;
        assert_eq!(answer.refused(404), "not-found");
    }
}
