//! Builds the page and serves it to this machine.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use harness::{Port, Server, Site};

use crate::build;

/// The first port that is tried.
const FIRST_PORT: u16 = 8080;

/// What `cargo xtask serve` can be told.
#[derive(clap::Args, Debug)]
#[group(skip)]
pub(crate) struct Options {
    /// Listen on this port, or fail; without it on 8080 or the next free one
    #[arg(long)]
    port: Option<u16>,
    /// Open the page in the default browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    build: build::Options,
}

/// Serves until interrupted.
pub(crate) fn run(options: &Options) -> Result<()> {
    let dist = build::run(&options.build)?;
    let server = start(&dist, options.port)?;
    let url = server.url("");
    println!("\nQuorumscope is at {url} (Ctrl-C ends it)");
    if options.open {
        open(&url);
    }
    server.serve_for_ever();
    Ok(())
}

fn start(dist: &Path, port: Option<u16>) -> Result<Server> {
    let site = Site::new(dist);
    match port {
        Some(port) => Server::start(site, Port::Exactly(port)).with_context(|| {
            format!("cannot listen on port {port}; leave --port out to get the next free one")
        }),
        None => Server::start(site, Port::From(FIRST_PORT))
            .context("cannot listen on any port from 8080 on"),
    }
}

/// A browser that does not open is no reason to stop serving: the address is on the screen.
fn open(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        eprintln!("{program} does not start ({error}); open the address yourself");
    }
}
