//! Passkeys (W3C Web Authentication level 3): discoverable credentials with user verification, so that one gesture both
//! names the person and signs in. What a browser must answer is kept by the server, never sent along.

#[cfg(test)]
pub(crate) mod authenticator;
#[cfg(test)]
mod tests;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use thiserror::Error;
use verdigris_alliance::PersonId;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::Configuration;

/// Why a passkey was not accepted.
#[derive(Debug, Error)]
pub enum PasskeyError {
    /// What the browser sent does not answer what was asked.
    #[error("the passkey's answer does not hold: {0}")]
    Invalid(#[from] WebauthnError),
    /// Stored or sent text does not read.
    #[error("this is no passkey: {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// What is asked of a browser, and what the server keeps to check the answer.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Options for `navigator.credentials`, in the JSON of WebAuthn level 3.
    pub options: Value,
    /// What the server keeps, for one answer.
    pub kept: String,
}

/// A passkey accepted.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Its id, as [`Credential::id`] gives it.
    pub credential: String,
    /// What is stored of it: public key and counter.
    pub body: String,
}

/// The passkeys of this server.
#[derive(Debug)]
pub struct Passkeys(Webauthn);

impl Passkeys {
    /// Passkeys belong to a host name: that of the public address, or `localhost` while there is none. Where people come
    /// by a bare IP address there are none.
    pub fn new(configuration: &Configuration) -> Option<Self> {
        let local = format!("http://localhost:{}", configuration.listen.port());
        let origin = Url::parse(configuration.public_url.as_deref().unwrap_or(&local)).ok()?;
        let host = origin.domain()?.to_owned();
        if origin.scheme() != "https" && host != "localhost" {
            return None;
        }
        // Port 0 listens on a port nobody knows yet.
        let anywhere = configuration.public_url.is_none() && configuration.listen.port() == 0;
        let name = configuration.name.clone().unwrap_or_else(|| "Verdigris 铜绿".into());
        let builder = WebauthnBuilder::new(&host, &origin).ok()?.rp_name(&name).allow_any_port(anywhere);
        builder.build().ok().map(Self)
    }

    /// Asks for a new passkey of a person; `known` are the bodies of those the person has.
    pub fn ask_new(&self, person: PersonId, email: &str, name: &str, known: &[String]) -> Result<Asked, PasskeyError> {
        let known: Vec<Passkey> = known.iter().map(|body| serde_json::from_str(body)).collect::<Result<_, _>>()?;
        let excluded = known.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let (options, state) =
            self.0.start_passkey_registration(Uuid::from_u128(person.bits()), email, name, Some(excluded))?;
        let mut asked = asked(&options, &state)?;
        // Without this the key could not say whose it is, and an address would have to be typed first.
        asked.options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
        asked.options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
        Ok(asked)
    }

    /// Accepts a new passkey.
    pub fn accept_new(&self, kept: &str, answer: Value) -> Result<Accepted, PasskeyError> {
        let answer: RegisterPublicKeyCredential = serde_json::from_value(answer)?;
        let state: PasskeyRegistration = serde_json::from_str(kept)?;
        let passkey = self.0.finish_passkey_registration(&answer, &state)?;
        Ok(Accepted { credential: Credential::id(passkey.cred_id()), body: serde_json::to_string(&passkey)? })
    }

    /// Asks anybody for a passkey of this server.
    pub fn ask(&self) -> Result<Asked, PasskeyError> {
        let (mut options, state) = self.0.start_discoverable_authentication()?;
        // A button asks, not a form that fills itself.
        options.mediation = None;
        asked(&options, &state)
    }

    /// Accepts the answer of a passkey stored with a body; the body is to be stored anew, its counter moves.
    pub fn accept(&self, kept: &str, credential: &Credential, body: &str) -> Result<Accepted, PasskeyError> {
        let state: DiscoverableAuthentication = serde_json::from_str(kept)?;
        let mut passkey: Passkey = serde_json::from_str(body)?;
        let key = DiscoverableKey::from(&passkey);
        let done = self.0.finish_discoverable_authentication_v2(&credential.0, state, &key)?;
        passkey.update_credential(&done);
        Ok(Accepted { credential: Credential::id(passkey.cred_id()), body: serde_json::to_string(&passkey)? })
    }
}

fn asked(options: &impl Serialize, state: &impl Serialize) -> Result<Asked, PasskeyError> {
    Ok(Asked { options: serde_json::to_value(options)?, kept: serde_json::to_string(state)? })
}

/// What a passkey answered, not yet verified.
#[derive(Debug)]
pub struct Credential(PublicKeyCredential);

impl Credential {
    /// Reads the browser's JSON.
    pub fn read(answer: Value) -> Result<Self, PasskeyError> {
        Ok(Self(read(answer)?))
    }

    /// The id under which the passkey is stored.
    pub fn stored_as(&self) -> String {
        Self::id(&self.0.raw_id)
    }

    /// The person it says it belongs to. Nothing may be believed of it before [`Passkeys::accept`].
    pub fn person(&self) -> Option<PersonId> {
        let handle: [u8; 16] = self.0.get_user_unique_id()?.try_into().ok()?;
        Some(PersonId::from_bits(u128::from_be_bytes(handle)))
    }

    fn id(bytes: &[u8]) -> String {
        use std::fmt::Write as _;
        bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, PasskeyError> {
    Ok(serde_json::from_value(value)?)
}
