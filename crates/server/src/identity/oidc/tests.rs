//! Against the provider of [`super::fake`].

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    fake::{Shared, arrive, parameter},
    *,
};

async fn provider() -> (Shared, Providers) {
    let (fake, configured) = super::fake::provider().await;
    (fake, Providers::new(&[configured]))
}

/// Begins, and goes to the provider.
async fn begun(fake: &Shared, providers: &Providers) -> Begun {
    let begun = providers.begin("fake", "http://127.0.0.1:8080/api/v1/session/oidc/fake/callback").await.unwrap();
    assert_eq!(parameter(&begun.address, "code_challenge_method"), "S256");
    assert_eq!(parameter(&begun.address, "state"), begun.state);
    arrive(fake, &begun.address);
    begun
}

#[tokio::test]
async fn a_code_becomes_an_identity() {
    let (fake, providers) = provider().await;
    assert_eq!(fake.lock().unwrap().asked, 0, "no question before somebody chooses the provider");
    let begun = begun(&fake, &providers).await;
    let issuer = fake.lock().unwrap().issuer.clone();
    let identity = providers.finish(&begun.kept, "the-code", Some(&issuer)).await.unwrap();
    let email = Some("li.wei@example.org".into());
    assert_eq!(identity, Identity { issuer, subject: "person-1".into(), email });
    assert_eq!(fake.lock().unwrap().asked, 1);
    assert_eq!(providers.begin("other", "http://localhost/").await.unwrap_err(), OidcError::Unknown);
}

#[tokio::test]
async fn an_unverified_address_is_not_believed() {
    let (fake, providers) = provider().await;
    for verified in [json!(false), Value::Null] {
        let begun = begun(&fake, &providers).await;
        fake.lock().unwrap().claims["email_verified"] = verified;
        assert_eq!(providers.finish(&begun.kept, "the-code", None).await.unwrap().email, None);
    }
}

#[tokio::test]
async fn tokens_that_do_not_hold_are_refused() {
    let (fake, providers) = provider().await;
    let now = Timestamp::now().as_second();
    let wrong: [(&str, Value); 5] = [
        ("nonce", json!("another")),
        ("aud", json!("another-client")),
        ("iss", json!("https://another.example")),
        ("exp", json!(now - 600)),
        ("aud", json!(["verdigris", "another-client"])),
    ];
    for (claim, value) in wrong {
        let begun = begun(&fake, &providers).await;
        fake.lock().unwrap().claims[claim] = value;
        let refused = providers.finish(&begun.kept, "the-code", None).await;
        assert!(matches!(refused, Err(OidcError::Invalid(_))), "{claim}: {refused:?}");
    }
    for header in [json!({ "alg": "none" }), json!({ "alg": "HS256", "kid": "one" })] {
        let begun = begun(&fake, &providers).await;
        fake.lock().unwrap().header = header;
        let refused = providers.finish(&begun.kept, "the-code", None).await;
        assert!(refused.is_err(), "{refused:?}");
    }
}

#[tokio::test]
async fn another_issuer_another_verifier_and_another_code_are_refused() {
    let (fake, providers) = provider().await;
    let first = begun(&fake, &providers).await;
    let mixed = providers.finish(&first.kept, "the-code", Some("https://another.example")).await;
    assert!(matches!(mixed, Err(OidcError::Invalid(_))));
    assert!(matches!(providers.finish(&first.kept, "x", None).await, Err(OidcError::Provider(_))));
    let _second = begun(&fake, &providers).await;
    assert!(matches!(providers.finish(&first.kept, "the-code", None).await, Err(OidcError::Provider(_))));
}

#[tokio::test]
async fn changed_keys_are_read_anew_and_foreign_ones_refused() {
    let (fake, providers) = provider().await;
    let first = begun(&fake, &providers).await;
    let new = SigningKey::from_bytes(&[6; 32]);
    fake.lock().unwrap().key = new.clone();
    assert!(matches!(providers.finish(&first.kept, "the-code", None).await, Err(OidcError::Invalid(_))));
    let second = begun(&fake, &providers).await;
    fake.lock().unwrap().published = new;
    assert_eq!(providers.finish(&second.kept, "the-code", None).await.unwrap().subject, "person-1");
}
