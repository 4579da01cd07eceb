//! The keys that seal passwords in the registry.

use super::ENVIRONMENT;
use crate::error::{Error, Kind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use std::fmt;

/// The keys that seal passwords in the registry: the first seals, and all open.
///
/// A password is sealed with AES-256-GCM (NIST SP 800-38D) under a nonce by chance, bound to the name of
/// its connection: what is copied to another row does not open there.
#[derive(Default)]
pub struct RegistryKeys {
    keys: Vec<(String, LessSafeKey)>,
}

/// What a password became.
pub(super) struct Sealed {
    pub(super) key: String,
    pub(super) text: String,
}

impl RegistryKeys {
    /// Reads keys as `DB_REGISTRY_KEYS` has them: `2026b:BASE64,2026a:BASE64`. An id is 1 to 63 letters of
    /// ASCII, digits, `_`, `.` and `-`, each another one; a key 32 bytes in Base64 (`openssl rand -base64
    /// 32`). An empty text is no keys.
    ///
    /// # Errors
    /// [`is_config`](Error::is_config) if it is anything else; the keys are not in the message.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut keys: Vec<(String, LessSafeKey)> = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (id, key) = part.split_once(':').ok_or_else(malformed)?;
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
            if !(1..=63).contains(&id.len()) || !id.bytes().all(plain) {
                return Err(malformed());
            }
            if keys.iter().any(|(known, _)| known == id) {
                return Err(Error::new(
                    Kind::Config,
                    format!("{ENVIRONMENT}: there are two keys with the id `{id}`"),
                ));
            }
            let bytes = STANDARD.decode(key).map_err(|_| malformed())?;
            let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| malformed())?;
            keys.push((id.to_owned(), LessSafeKey::new(key)));
        }
        Ok(RegistryKeys { keys })
    }

    /// The keys in the environment's variable `DB_REGISTRY_KEYS`; none if it is not set.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse).
    pub fn from_env() -> Result<Self, Error> {
        match std::env::var(ENVIRONMENT) {
            Ok(text) => RegistryKeys::parse(&text),
            Err(std::env::VarError::NotPresent) => Ok(RegistryKeys::default()),
            Err(std::env::VarError::NotUnicode(_)) => Err(malformed()),
        }
    }

    /// The id of the key that seals.
    pub(super) fn current(&self) -> Option<&str> {
        self.keys.first().map(|(id, _)| id.as_str())
    }

    pub(super) fn seal(&self, connection: &str, password: &[u8]) -> Result<Sealed, Error> {
        let Some((id, key)) = self.keys.first() else {
            return Err(Error::new(
                Kind::Sealed,
                format!(
                    "there is no key to seal the password of the connection `{connection}` with: set \
                     {ENVIRONMENT}"
                ),
            ));
        };
        let failed =
            |_| Error::new(Kind::Sealed, "the password of a connection could not be sealed");
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(failed)?;
        let mut sealed = password.to_vec();
        let bound = Aad::from(bound_to(connection));
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut sealed)
            .map_err(failed)?;
        let text = STANDARD.encode([&nonce[..], &sealed].concat());
        Ok(Sealed { key: id.clone(), text })
    }

    pub(super) fn open(&self, connection: &str, sealed: &Sealed) -> Result<Vec<u8>, Error> {
        let id = &sealed.key;
        let Some((_, key)) = self.keys.iter().find(|(known, _)| known == id) else {
            return Err(Error::new(
                Kind::Sealed,
                format!(
                    "the password of the connection `{connection}` is sealed with the key `{id}`, which \
                     is not among those in {ENVIRONMENT}"
                ),
            ));
        };
        let unopened = || {
            Error::new(
                Kind::Sealed,
                format!(
                    "the password of the connection `{connection}` does not open with the key `{id}`: \
                     the key is another one, or the row was changed by hand"
                ),
            )
        };
        let mut bytes = STANDARD.decode(&sealed.text).map_err(|_| unopened())?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN).ok_or_else(unopened)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unopened())?;
        let opened = key.open_in_place(nonce, Aad::from(bound_to(connection)), sealed);
        opened.map(|password| password.to_vec()).map_err(|_| unopened())
    }
}

/// What a sealed password belongs to.
fn bound_to(connection: &str) -> Vec<u8> {
    format!("orm_connection.password\0{connection}").into_bytes()
}

fn malformed() -> Error {
    Error::new(
        Kind::Config,
        format!(
            "{ENVIRONMENT} must be `id:key` or several, separated by commas, each key 32 bytes in Base64"
        ),
    )
}

/// The ids, without the keys.
impl fmt::Debug for RegistryKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(id, _)| id)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn keys(text: &str) -> RegistryKeys {
        RegistryKeys::parse(text).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_and_in_its_place() {
        let old = keys(&format!("a:{}", key(1)));
        let sealed = old.seal("acme", b"secret").unwrap();
        assert_eq!(sealed.key, "a");
        assert!(!sealed.text.contains("secret"));
        assert_eq!(old.open("acme", &sealed).unwrap(), b"secret");
        assert_ne!(old.seal("acme", b"secret").unwrap().text, sealed.text);
        let both = keys(&format!("b:{},a:{}", key(2), key(1)));
        assert_eq!(both.open("acme", &sealed).unwrap(), b"secret");
        assert_eq!(both.seal("acme", b"secret").unwrap().key, "b");
        for (opens, place, says) in [
            (&old, "beta", "another one"),
            (&keys(&format!("a:{}", key(3))), "acme", "another one"),
            (&keys(&format!("b:{}", key(1))), "acme", "not among"),
            (&RegistryKeys::default(), "acme", "not among"),
        ] {
            let error = opens.open(place, &sealed).unwrap_err();
            assert!(error.is_sealed() && error.to_string().contains("`a`"), "{error}");
            assert!(error.to_string().contains(says), "{error}");
        }
        let cut = Sealed { key: "a".into(), text: sealed.text[..8].into() };
        assert!(old.open("acme", &cut).unwrap_err().is_sealed());
        assert!(RegistryKeys::default().seal("acme", b"x").err().unwrap().is_sealed());
    }

    #[test]
    fn keys_are_not_shown() {
        let secret = key(1);
        assert_eq!(format!("{:?}", keys(&format!("a:{secret}"))), "[\"a\"]");
        for wrong in [
            secret.clone(),
            format!("a:{}", &secret[4..]),
            format!("a b:{secret}"),
            format!(":{secret}"),
            format!("a:{secret},a:{secret}"),
            "a:no base".to_owned(),
        ] {
            let error = RegistryKeys::parse(&wrong).unwrap_err();
            assert!(error.is_config(), "{error:?}");
            assert!(!format!("{error:?}").contains(&secret[4..]), "{error:?}");
        }
    }
}
