//! Passwords: Argon2id with the parameters OWASP recommends (19 MiB, 2 passes, 1 lane), and what makes one acceptable.

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;
use verdigris_wording::{Kind, Problem};

use super::guessable::is_guessable;
use crate::{ServerError, random};

/// Fewest characters (ASVS 5.0, 6.2.1 asks for 8 and recommends 15).
pub const SHORTEST: usize = 12;

/// Most characters: enough for any sentence, little enough that hashing costs the same for everybody.
pub const LONGEST: usize = 256;

/// Hashes at a time: each takes 19 MiB, and strangers can ask for them.
static RUNNING: Semaphore = Semaphore::const_new(4);

/// A hash no password has, so that an unknown account takes as long to refuse as a known one.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| random::hex::<32>().and_then(|secret| hash_now(&secret)).unwrap_or_default());

fn hasher() -> Argon2<'static> {
    // The parameters are within the bounds of the algorithm; its own defaults are the same ones.
    let parameters = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
}

fn hash_now(password: &str) -> Result<String, ServerError> {
    hasher()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| ServerError::Random(error.to_string()))
}

fn verify_now(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Hashes a password, on a thread that may take its time.
pub async fn hash(password: String) -> Result<String, ServerError> {
    let _turn = RUNNING.acquire().await;
    let done = tokio::task::spawn_blocking(move || hash_now(&password)).await;
    done.unwrap_or_else(|error| Err(ServerError::Random(error.to_string())))
}

/// Whether a password is the one stored. Without a stored one it takes as long and is not.
pub async fn verify(password: String, stored: Option<String>) -> bool {
    let _turn = RUNNING.acquire().await;
    let known = stored.is_some();
    let verified =
        tokio::task::spawn_blocking(move || verify_now(&password, stored.as_deref().unwrap_or(NOBODY.as_str())));
    verified.await.unwrap_or(false) && known
}

/// Whether a password will do for a person: long enough, no other demand on its characters (ASVS 5.0, 6.2), and not one
/// that is tried first.
pub fn check(password: &str, person: &[&str]) -> Result<(), Problem> {
    let length = password.chars().count();
    if length < SHORTEST {
        Err(Problem::new("password-short", Kind::Input).with("shortest", SHORTEST.to_string()))
    } else if length > LONGEST {
        Err(Problem::new("password-long", Kind::Input).with("longest", LONGEST.to_string()))
    } else if is_guessable(password, person) {
        Err(Problem::new("password-common", Kind::Input))
    } else {
        Ok(())
    }
}

/// A password to hand to a person once: 20 characters, about 100 bits, without look-alikes.
pub fn one_time() -> Result<String, ServerError> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789_";
    let bytes = random::bytes::<20>()?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_verifies() {
        let stored = hash("铜绿 is a patina".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("铜绿 is a patina".into(), Some(stored.clone())).await);
        assert!(!verify("铜绿 is a patina ".into(), Some(stored.clone())).await);
        assert!(!verify(String::new(), Some(stored)).await);
        assert!(!verify("anything at all".into(), None).await);
        assert!(!verify("anything at all".into(), Some("not a hash".into())).await);
    }

    #[test]
    fn length_and_guesses_decide() {
        let code = |password: &str| {
            check(password, &["li.wei@example.org", "李伟"]).err().map(|problem| problem.code().to_owned())
        };
        assert_eq!(code("short").as_deref(), Some("password-short"));
        assert_eq!(code("铜绿铜绿铜绿铜绿铜绿铜").as_deref(), Some("password-short"));
        assert_eq!(code(&"长".repeat(257)).as_deref(), Some("password-long"));
        assert_eq!(code("Password1234!").as_deref(), Some("password-common"));
        assert_eq!(code("LiWei-2026-2026").as_deref(), Some("password-common"));
        assert_eq!(code("slow copper river song"), None);
        for _ in 0..50 {
            assert_eq!(code(&one_time().unwrap()), None);
        }
    }
}
