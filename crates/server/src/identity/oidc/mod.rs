//! Signing in with an OpenID Connect provider (OpenID Connect Core 1.0, authorization code with PKCE, RFC 7636).
//!
//! A provider is asked nothing before somebody chooses it. State, nonce and PKCE verifier are kept by the server under the
//! hash of the state, and the browser that began holds the state in a cookie: a code given to another browser is refused.

mod error;
#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;
mod wire;

use std::{
    collections::HashSet,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
    core::{CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType},
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

pub use error::OidcError;
use wire::Wire;

use crate::configuration::Provider;

/// How long what a provider says of itself, its keys included, is believed.
const BELIEVED: Duration = Duration::from_hours(1);

/// A client that knows the provider's addresses.
type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The providers people may sign in with.
#[derive(Debug, Default)]
pub struct Providers(Vec<Known>);

#[derive(Debug)]
struct Known {
    provider: Provider,
    wire: Wire,
    metadata: Mutex<Option<(Instant, Arc<CoreProviderMetadata>)>>,
}

/// A sign-in begun.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub address: String,
    /// The state: known to the browser that began and to nobody else.
    pub state: String,
    /// What the server keeps until the browser comes back.
    pub kept: Kept,
}

/// What the server keeps of a sign-in begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Id of the provider.
    pub provider: String,
    nonce: String,
    verifier: String,
    redirect: String,
}

/// Whom a provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer: with the subject it names a person for good.
    pub issuer: String,
    /// The provider's name of the person.
    pub subject: String,
    /// The person's address, where the provider says it is verified.
    pub email: Option<String>,
}

impl Providers {
    /// Providers as configured; nothing is asked of them yet.
    pub fn new(providers: &[Provider]) -> Self {
        let known = providers.iter().cloned().map(|provider| Known {
            wire: Wire::new(provider.issuer.starts_with("http://")),
            provider,
            metadata: Mutex::default(),
        });
        Self(known.collect())
    }

    fn find(&self, id: &str) -> Result<&Known, OidcError> {
        self.0.iter().find(|known| known.provider.id == id).ok_or(OidcError::Unknown)
    }

    /// The provider of an id, as configured.
    pub fn provider(&self, id: &str) -> Result<&Provider, OidcError> {
        self.find(id).map(|known| &known.provider)
    }

    /// Begins a sign-in: the provider will send the browser back to `redirect`.
    pub async fn begin(&self, id: &str, redirect: &str) -> Result<Begun, OidcError> {
        let known = self.find(id)?;
        let client = known.client(redirect, false).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Begun {
            address: address.into(),
            state: state.into_secret(),
            kept: Kept {
                provider: id.to_owned(),
                nonce: nonce.secret().clone(),
                verifier: verifier.into_secret(),
                redirect: redirect.to_owned(),
            },
        })
    }

    /// Ends a sign-in: changes the code for an identity. `issuer` is the callback's own statement of who sent it (RFC 9207).
    pub async fn finish(&self, kept: &Kept, code: &str, issuer: Option<&str>) -> Result<Identity, OidcError> {
        let known = self.find(&kept.provider)?;
        if issuer.is_some_and(|issuer| issuer != known.provider.issuer) {
            return Err(OidcError::Invalid("the answer is another issuer's".into()));
        }
        let client = known.client(&kept.redirect, false).await?;
        let wire = known.wire.clone();
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| OidcError::Provider(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(kept.verifier.clone()))
            .request_async(&move |request| wire.clone().send(request))
            .await
            .map_err(|error| OidcError::Provider(told(&error)))?;
        let token = answer.id_token().ok_or_else(|| OidcError::Invalid("no ID token".into()))?;
        let nonce = Nonce::new(kept.nonce.clone());
        if let Ok(identity) = read(&client, token, &nonce) {
            return Ok(identity);
        }
        // The keys may have been changed since they were read.
        read(&known.client(&kept.redirect, true).await?, token, &nonce)
    }
}

/// Verifies an ID token (issuer, audience, signature by an asymmetric key, time, nonce) and reads it.
fn read(client: &Client, token: &openidconnect::core::CoreIdToken, nonce: &Nonce) -> Result<Identity, OidcError> {
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS.iter().cloned().collect::<HashSet<_>>());
    let claims = token.claims(&verifier, nonce).map_err(|error| OidcError::Invalid(error.to_string()))?;
    let email = claims.email().filter(|_| claims.email_verified() == Some(true));
    Ok(Identity {
        issuer: claims.issuer().to_string(),
        subject: claims.subject().to_string(),
        email: email.map(|email| email.to_string()),
    })
}

/// Signatures accepted: asymmetric ones, whatever else a provider says it could do.
const ALGORITHMS: &[CoreJwsSigningAlgorithm] = &[
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

impl Known {
    /// A client for one address to come back to.
    async fn client(&self, redirect: &str, afresh: bool) -> Result<Client, OidcError> {
        let metadata = self.metadata(afresh).await?;
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|error| OidcError::Invalid(error.to_string()))?;
        let client_id = ClientId::new(self.provider.client_id.clone());
        let client = CoreClient::from_provider_metadata((*metadata).clone(), client_id, self.secret()?);
        Ok(client.set_redirect_uri(redirect))
    }

    /// The client secret, read at every use so that it can be changed without a restart.
    fn secret(&self) -> Result<Option<ClientSecret>, OidcError> {
        let Some(path) = &self.provider.client_secret_file else { return Ok(None) };
        let text = fs::read_to_string(path)
            .map_err(|error| OidcError::Provider(format!("client_secret_file of {}: {error}", self.provider.id)))?;
        Ok(Some(ClientSecret::new(text.trim().to_owned())))
    }

    /// What the provider says of itself, with its keys.
    async fn metadata(&self, afresh: bool) -> Result<Arc<CoreProviderMetadata>, OidcError> {
        let mut kept = self.metadata.lock().await;
        if let Some((at, metadata)) = &*kept
            && !afresh
            && at.elapsed() < BELIEVED
        {
            return Ok(Arc::clone(metadata));
        }
        let issuer = IssuerUrl::new(self.provider.issuer.clone()).map_err(|error| OidcError::Provider(told(&error)))?;
        let wire = self.wire.clone();
        let metadata = CoreProviderMetadata::discover_async(issuer, &move |request| wire.clone().send(request))
            .await
            .map_err(|error| OidcError::Provider(told(&error)))?;
        let metadata = Arc::new(metadata);
        *kept = Some((Instant::now(), Arc::clone(&metadata)));
        Ok(metadata)
    }
}

/// An error with what lies behind it, for the log.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut behind = error.source();
    while let Some(cause) = behind {
        text = format!("{text}: {cause}");
        behind = cause.source();
    }
    text
}
