//! Secrets and hostile text.

use super::*;

const SECRET: &str = "s3cr3t-Zx";

/// Whether a piece of four characters of the secret is in the text.
fn tells(text: &str, secret: &str) -> bool {
    secret.as_bytes().windows(4).any(|piece| text.as_bytes().windows(4).any(|it| it == piece))
}

#[test]
fn no_secret_is_ever_told() {
    let mut texts = Vec::new();
    let secrets = [
        SECRET.to_owned(),
        format!("a@{SECRET}"),
        format!("a/{SECRET}"),
        format!("a?{SECRET}"),
        format!("a?{SECRET}={SECRET}"),
        format!("a#{SECRET}"),
        format!("a:{SECRET}:{SECRET}"),
        format!("a%{SECRET}"),
        format!("a%00{SECRET}"),
        format!("a&{SECRET}={SECRET}"),
        format!("a @/{SECRET}"),
        format!("a\n{SECRET}"),
        format!("a@/?{SECRET}&x={SECRET}"),
        format!("]{SECRET}["),
        format!("é{SECRET}∞"),
    ];
    for secret in &secrets {
        for form in [
            "postgres://ann:{}@h:1/d",
            "postgres://ann:{}@h:1/d?sslmode=require",
            "postgres://ann:{}@h:x/d?zzz=1",
            "postgres://ann:{}@h,,/d",
            "postgres:ann:{}@h/d",
            "ann:{}@h/d",
            "mysql://ann:{}@h/d",
            "postgres://h/d?user=ann&password={}",
            "postgres://h/d?password={}&sslmode=no",
            "postgres://h/d?options=-csecret%3D{}",
            "postgres://ann:{}@h/d?dbname=x",
            "host=h password={}",
        ] {
            let text = form.replace("{}", secret);
            match Config::from_url(&text) {
                Ok(config) => texts.push(format!("{config:?} {config:#?}")),
                Err(error) => texts.push(format!("{error} {error:?} {error:#?}")),
            }
            match vars(&[("DATABASE_URL", &text), ("DB_MAX_POOL_SIZE", &text)]) {
                Ok(config) => texts.push(format!("{config:?}")),
                Err(error) => texts.push(format!("{error} {error:?}")),
            }
        }
        for (name, value) in [("DB_PORT", "1"), ("DB_PORT", "x"), ("DB_NAME", "")] {
            let set = [
                ("DB_HOST", "h"),
                ("DB_NAME", "d"),
                ("DB_USER", "ann"),
                ("DB_PASSWORD", secret.as_str()),
                (name, value),
            ];
            match vars(&set) {
                Ok(config) => texts.push(format!("{config:?} {:?}", config.clone().finish())),
                Err(error) => texts.push(format!("{error} {error:?}")),
            }
        }
    }
    for text in texts {
        assert!(!tells(&text, SECRET), "{text}");
    }
}

#[test]
fn hostile_text_is_data_or_an_error() {
    let hostile = [
        "'; DROP TABLE users; --",
        "\" OR 1=1",
        "$(reboot)",
        "`id`",
        "../../etc/passwd",
        "\0",
        "%00",
        "%",
        "\u{202e}",
        "🦀",
        "a=b&c=d",
        "//",
        ":",
        "@",
        "[",
        "]",
        "[::",
        "?",
        "#",
        "&&&",
        "===",
        "-c x=1",
        "\\",
        "\r\nX: y",
        "%n%s%d",
        "{}",
        "{0:?}",
        "ÿ",
        "\u{feff}",
    ];
    let long = "x".repeat(1 << 20);
    for text in hostile.into_iter().chain([long.as_str()]) {
        for form in [
            "{}",
            "{}://h",
            "postgres:{}",
            "postgres://{}",
            "postgres://{}@h",
            "postgres://h:{}",
            "postgres://h/{}",
            "postgres://h/d?{}",
            "postgres://h/d?{}={}",
            "postgres://[{}]:1",
            "postgres://h?sslmode={}",
            "postgres://h?host={}",
            "postgres://h?max_connections={}",
            "sqlite:{}",
            "sqlite://{}",
            "sqlite::memory:{}",
            "sqlite:a?{}",
            "sqlite:a?mode={}",
        ] {
            // Neither a panic nor a message as long as the input.
            if let Err(error) = Config::from_url(&form.replace("{}", text)) {
                assert!(error.to_string().len() < 2000, "{error}");
            }
        }
        for setting in crate::db::config::setting::SETTINGS {
            let set = [("DATABASE_URL", "postgres://h/d"), (setting.variable, text)];
            if let Err(error) = vars(&set) {
                assert!(error.to_string().contains(setting.variable), "{error}");
            }
        }
        for name in ["DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASSWORD"] {
            let mut set =
                vec![("DB_HOST", "h"), ("DB_NAME", "d"), ("DB_USER", "u"), ("DB_PASSWORD", "p")];
            set.retain(|(other, _)| *other != name);
            set.push((name, text));
            if let Err(error) = vars(&set) {
                assert!(error.to_string().contains(name), "{error}");
            }
        }
    }
}
