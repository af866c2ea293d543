//! A security key in software, for tests: ES256, user verified, no attestation (WebAuthn level 3, sections 6.1 and 6.5).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub(crate) struct Authenticator {
    key: SigningKey,
    pub(crate) id: Vec<u8>,
    handle: Vec<u8>,
    counter: u32,
    origin: String,
}

/// CBOR (RFC 8949) of a byte string.
fn bytes(content: &[u8]) -> Vec<u8> {
    let mut out = match u8::try_from(content.len()).unwrap() {
        short @ 0..24 => vec![0x40 | short],
        long => vec![0x58, long],
    };
    out.extend(content);
    out
}

impl Authenticator {
    pub(crate) fn new(origin: &str, seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        Self { key, id: vec![seed; 16], handle: Vec::new(), counter: 0, origin: origin.into() }
    }

    fn client_data(&self, what: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["publicKey"]["challenge"];
        json!({ "type": what, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// Hash of the host, flags (present, verified, and so on), counter.
    fn data(&mut self, host: &str, flags: u8) -> Vec<u8> {
        self.counter += 1;
        let mut data = Sha256::digest(host.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    pub(crate) fn create(&mut self, options: &Value) -> Value {
        let public = &options["publicKey"];
        self.handle = BASE64.decode(public["user"]["id"].as_str().unwrap()).unwrap();
        let host = public["rp"]["id"].as_str().unwrap().to_owned();
        let mut data = self.data(&host, 0b0100_0101);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        let point = self.key.verifying_key().to_sec1_point(false);
        // COSE key: kty 2 (EC2), alg -7 (ES256), crv 1 (P-256), x, y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
        data.extend(bytes(point.x().unwrap()));
        data.push(0x22);
        data.extend(bytes(point.y().unwrap()));
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData".to_vec();
        attestation.extend(bytes(&data));
        json!({
            "id": BASE64.encode(&self.id), "rawId": BASE64.encode(&self.id), "type": "public-key",
            "response": {
                "attestationObject": BASE64.encode(attestation),
                "clientDataJSON": BASE64.encode(self.client_data("webauthn.create", options)),
            },
            "clientExtensionResults": {},
        })
    }

    pub(crate) fn get(&mut self, options: &Value) -> Value {
        let host = options["publicKey"]["rpId"].as_str().unwrap().to_owned();
        let data = self.data(&host, 0b0000_0101);
        let client = self.client_data("webauthn.get", options);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": BASE64.encode(&self.id), "rawId": BASE64.encode(&self.id), "type": "public-key",
            "response": {
                "authenticatorData": BASE64.encode(data),
                "clientDataJSON": BASE64.encode(client),
                "signature": BASE64.encode(signature.to_der().as_bytes()),
                "userHandle": BASE64.encode(&self.handle),
            },
            "clientExtensionResults": {},
        })
    }

    /// Goes back as a copied key would.
    pub(crate) fn rewind(&mut self) {
        self.counter = 0;
    }
}
