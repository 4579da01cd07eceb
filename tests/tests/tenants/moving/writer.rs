//! A process that writes for a tenant until it is told to end, and knows what it wrote.

use crate::{Note, note, open};
use orm::{Error, TxOptions};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The variables that make the test [`a_writer`] one.
const URL: &str = "ORM_TEST_WRITER_URL";
const NAME: &str = "ORM_TEST_WRITER_NAME";

/// The process.
pub(super) struct Writer {
    child: Child,
    count: Arc<AtomicU32>,
    told: std::thread::JoinHandle<Option<Told>>,
}

/// What it wrote, as it was answered.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) titles: Vec<String>,
    pub(super) counted: u32,
    pub(super) longest: Duration,
    pub(super) took: Duration,
    pub(super) errors: Vec<String>,
}

impl Writer {
    pub(super) fn start(url: &str, name: &str) -> Writer {
        let program = std::env::current_exe().expect("the tests are a program");
        let mut child = Command::new(program)
            .args(["--exact", "moving::writer::a_writer", "--nocapture"])
            .env(URL, url)
            .env(NAME, name)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it can be started again");
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        let count = Arc::new(AtomicU32::new(0));
        let counting = count.clone();
        let told = std::thread::spawn(move || {
            let mut told = None;
            // To the end: the harness speaks after it, and must be heard.
            for line in output.lines().map_while(Result::ok) {
                // The harness's own words may stand before it.
                if let Some((_, text)) = line.split_once("WROTE ") {
                    counting.store(text.parse().ok()?, Ordering::SeqCst);
                } else if let Some((_, text)) = line.split_once("TOLD ") {
                    told = serde_json::from_str(text).ok();
                }
            }
            told
        });
        Writer { child, count, told }
    }

    pub(super) fn count(&self) -> u32 {
        self.count.load(Ordering::SeqCst)
    }

    /// Waits until it has written so often.
    pub(super) fn wait_for(&self, count: u32) {
        let start = Instant::now();
        while self.count() < count {
            assert!(start.elapsed() < Duration::from_secs(60), "it writes");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(super) fn end(mut self) -> Told {
        drop(self.child.stdin.take());
        let told = self.told.join().expect("it is read").expect("it says what it wrote");
        assert!(self.child.wait().expect("it ends").success());
        told
    }
}

/// The process itself, and nothing in a run of the tests. Fifty writes a second: statements alone,
/// transactions, and changes of one row.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer() {
    let (Ok(url), Ok(name)) = (std::env::var(URL), std::env::var(NAME)) else { return };
    let (directory, _) = open(&crate::connect(&url).await).await;
    let tenant = directory.tenant(1).await.expect("the tenant is in service");
    let ends = Arc::new(AtomicBool::new(false));
    let ending = ends.clone();
    std::thread::spawn(move || {
        _ = std::io::stdin().read_to_end(&mut Vec::new());
        ending.store(true, Ordering::SeqCst);
    });
    let mut told = Told::default();
    let counter = note::New { title: format!("count {name} 0"), answer_to: None };
    let counter = Note::create(&tenant, counter).await.expect("it can be written").id;
    let mut pace = tokio::time::interval(Duration::from_millis(20));
    let begun = Instant::now();
    let mut last = begun;
    for round in 0_u32.. {
        pace.tick().await;
        if ends.load(Ordering::SeqCst) {
            break;
        }
        let title = format!("{name} {round}");
        let new = note::New { title: title.clone(), answer_to: None };
        let written = match round % 3 {
            0 => Note::create(&tenant, new).await.map(|_| told.titles.push(title)),
            1 => {
                let options = TxOptions::new().retry(1);
                let written = tenant.transaction_with(options, async |tx| {
                    Note::create(tx, new.clone()).await?;
                    Note::query().filter(|n| n.title.eq(title.as_str())).one(tx).await?;
                    Ok::<_, Error>(())
                });
                written.await.map(|()| told.titles.push(title.clone()))
            }
            _ => {
                let next = format!("count {name} {}", told.counted + 1);
                let own = Note::query().filter(|n| n.id.eq(counter));
                let rows = own.update(|n| n.title.set(next)).exec(&tenant).await;
                rows.map(|rows| told.counted += u32::try_from(rows).expect("it is one"))
            }
        };
        if let Err(error) = written {
            told.errors.push(format!("{error}: {:?}", std::error::Error::source(&error)));
        }
        told.longest = told.longest.max(last.elapsed());
        last = Instant::now();
        println!("WROTE {round}");
    }
    told.took = begun.elapsed();
    println!("TOLD {}", serde_json::to_string(&told).expect("it has a text"));
}
