//! Starting the command and taking what it prints, with a limit on time and a folder of its own.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The exit status; none when a signal or the time limit ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Outcome {
    /// Whether it ended by itself, without a panic.
    pub fn is_orderly(&self) -> bool {
        matches!(self.code, Some(0..=2)) && !self.stderr.contains("panicked at")
    }

    /// As one text, for snapshots.
    pub fn transcript(&self) -> String {
        let code = self.code.map_or("killed".to_owned(), |code| code.to_string());
        let mut text = format!("exit: {code}\n");
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !stream.is_empty() {
                text.push_str(&format!("--- {name}\n{stream}"));
                if !stream.ends_with('\n') {
                    text.push_str("(no newline)\n");
                }
            }
        }
        text
    }
}

/// The command to test: the one built beside the tests, unless `TENON_BIN` names another.
pub fn binary(built: &str) -> String {
    std::env::var("TENON_BIN").unwrap_or_else(|_| built.to_owned())
}

/// How long a run may take; builds under test are not optimized.
const LIMIT: Duration = Duration::from_secs(120);

/// Runs `binary` in `folder`.
///
/// # Errors
///
/// When it cannot be started.
pub fn run(binary: &str, args: &[String], folder: &Path, stdin: &[u8]) -> io::Result<Outcome> {
    run_with(binary, args, folder, stdin, &[])
}

/// Runs `binary` in `folder` with variables of the environment.
///
/// # Errors
///
/// When it cannot be started.
pub fn run_with(
    binary: &str,
    args: &[String],
    folder: &Path,
    stdin: &[u8],
    variables: &[(&str, &str)],
) -> io::Result<Outcome> {
    let mut child = Command::new(binary)
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("CUE_REGISTRY", "none")
        .env_remove("GITHUB_ACTIONS")
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let input = child.stdin.take();
    let stdin = stdin.to_vec();
    // The command may end without reading its input, so a failure to write is nothing.
    thread::spawn(move || input.map(|mut input| input.write_all(&stdin)));
    let stdout = reader(child.stdout.take());
    let stderr = reader(child.stderr.take());
    let start = Instant::now();
    let code = loop {
        if let Some(status) = child.try_wait()? {
            break status.code();
        }
        if start.elapsed() > LIMIT {
            child.kill()?;
            child.wait()?;
            break None;
        }
        thread::sleep(Duration::from_millis(1));
    };
    let text = |stream: thread::JoinHandle<Vec<u8>>| String::from_utf8_lossy(&stream.join().unwrap_or_default()).into();
    Ok(Outcome { code, stdout: text(stdout), stderr: text(stderr) })
}

fn reader(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What was read before a failure is what there is.
            let _ = stream.read_to_end(&mut bytes);
        }
        bytes
    })
}

/// Copies a folder with all that is in it.
///
/// # Errors
///
/// What the file system says.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// An empty folder that goes away with the value.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes one.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn new() -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("tenon-tests-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder that stays behind is no failure of a test.
        let _ = fs::remove_dir_all(&self.0);
    }
}
