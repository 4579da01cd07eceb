//! What of a certificate no other part tells: its hash for channel binding, and when it is valid.
//!
//! ```text
//! Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }    RFC 5280, 4.1
//! TBSCertificate ::= SEQUENCE { [0] version OPTIONAL, serialNumber, signature, issuer, validity, .. }
//! ```

use ring::digest::{self, Algorithm, SHA256, SHA384, SHA512};

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const OID: u8 = 0x06;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// RSASSA-PSS, whose hash is in its parameters (RFC 4055, 3.1).
const PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];

/// The hashes of signature algorithms: PKCS #1 (RFC 8017, A.2.4), ECDSA (RFC 5758, 3.2), and of PSS
/// (RFC 4055, 2.1). MD5 and SHA-1 are replaced by SHA-256 (RFC 5929, 4.1). Ed25519 has none.
const HASHES: &[(&[u8], &Algorithm)] = &[
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04], &SHA256),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05], &SHA256),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b], &SHA256),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c], &SHA384),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d], &SHA512),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01], &SHA256),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02], &SHA256),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03], &SHA384),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04], &SHA512),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01], &SHA256),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02], &SHA384),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03], &SHA512),
];

/// The channel binding `tls-server-end-point` (RFC 5929, 4), where the signature has a hash.
pub(super) fn server_end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Der(Der(certificate).take(SEQUENCE)?);
    whole.take(SEQUENCE)?;
    let mut algorithm = Der(whole.take(SEQUENCE)?);
    let mut id = algorithm.take(OID)?;
    if id == PSS {
        let mut parameters = Der(algorithm.take(SEQUENCE)?);
        let hash = parameters.take(VERSION)?;
        id = Der(Der(hash).take(SEQUENCE)?).take(OID)?;
    }
    let (_, hash) = HASHES.iter().find(|(known, _)| *known == id)?;
    Some(digest::digest(hash, certificate).as_ref().to_vec())
}

/// From when to when a certificate is valid, both included, in seconds since 1970.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) start: u64,
    pub(super) end: u64,
}

pub(super) fn validity(certificate: &[u8]) -> Option<Validity> {
    let mut whole = Der(Der(certificate).take(SEQUENCE)?);
    let mut signed = Der(whole.take(SEQUENCE)?);
    if signed.0.first() == Some(&VERSION) {
        signed.any()?;
    }
    // The serial number, the signature's algorithm, the issuer.
    for _ in 0..3 {
        signed.any()?;
    }
    let mut times = Der(signed.take(SEQUENCE)?);
    Some(Validity { start: times.time()?, end: times.time()? })
}

/// What is left of a text in DER (ITU-T X.690, 8.1).
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The next element's tag and content.
    fn any(&mut self) -> Option<(u8, &'a [u8])> {
        let [tag, length, rest @ ..] = self.0 else { return None };
        let (length, rest) = match length {
            0..=0x7f => (usize::from(*length), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(length - 0x80))?;
                (bytes.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((*tag, content))
    }

    /// The content of the next element, if it has this tag.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.any().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ` (RFC 5280, 4.1.2.5).
    fn time(&mut self) -> Option<u64> {
        let (tag, text) = self.any()?;
        let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
        let number = |text: Option<&str>| text?.parse::<u64>().ok();
        let (year, rest) = match tag {
            UTC_TIME => {
                let year = number(text.get(..2))?;
                (if year < 50 { 2000 + year } else { 1900 + year }, text.get(2..)?)
            }
            GENERALIZED_TIME => (number(text.get(..4))?, text.get(4..)?),
            _ => return None,
        };
        let part = |at: usize| number(rest.get(at..at + 2));
        let days = days(year, part(0)?, part(2)?)?;
        Some(((days * 24 + part(4)?) * 60 + part(6)?) * 60 + part(8)?)
    }
}

/// Days since 1970 of a day of the Gregorian calendar; a day before counts as the first.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Counted from March, a leap day is a year's last.
    let (year, month) =
        if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    // The first of January 1970, in the same count.
    Some(days.saturating_sub(719_469))
}

#[cfg(test)]
mod tests {
    use super::{Der, days};

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        for (date, expect) in [
            ((1970, 1, 1), 0),
            ((1970, 3, 1), 59),
            ((2000, 2, 29), 11_016),
            ((2026, 11, 21), 20_778),
            ((2100, 3, 1), 47_541),
            ((1950, 1, 1), 0),
        ] {
            assert_eq!(days(date.0, date.1, date.2), Some(expect), "{date:?}");
        }
    }

    #[test]
    fn times_are_read_and_nothing_else() {
        let time = |bytes: &[u8]| Der(bytes).time();
        assert_eq!(time(b"\x17\x0d700101000001Z"), Some(1));
        assert_eq!(time(b"\x18\x0f20261121000000Z"), Some(20_778 * 86_400));
        for bad in
            [&b"\x17\x0d700101000001"[..], b"\x17\x0bqqqqqqqqqqZ", b"\x17\x01Z", b"\x05\x00", b""]
        {
            assert_eq!(time(bad), None, "{bad:?}");
        }
    }
}
