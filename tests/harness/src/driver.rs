//! A running `chromedriver` or `geckodriver`.

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::browser::{Browser, Installed};
use crate::error::{Failure, Outcome};

/// How long a driver may take to listen; a busy machine is slow.
const START_LIMIT: Duration = Duration::from_secs(60);

/// How long a driver may take to end once it was asked to.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// Between two looks at a port that is not open yet.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A free port may be taken by another program before the driver gets it.
const ATTEMPTS: u32 = 3;

/// The process. It is killed when dropped.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts the driver on a free port and waits until it listens.
    pub(crate) fn start(installed: &Installed) -> Outcome<Self> {
        let name = installed.browser.driver_name();
        for _ in 0..ATTEMPTS {
            let mut driver = Self::spawn(installed).map_err(|error| {
                Failure::Driver(format!(
                    "{} does not start: {error}",
                    installed.driver.display()
                ))
            })?;
            if driver.listens()? {
                return Ok(driver);
            }
        }
        Err(Failure::Driver(format!(
            "{name} ended {ATTEMPTS} times before it listened"
        )))
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Gives a driver that was asked to end the time to do so.
    pub(crate) fn wait(&mut self) {
        let asked = Instant::now();
        while asked.elapsed() < STOP_LIMIT && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(LOOK_AGAIN);
        }
    }

    fn spawn(installed: &Installed) -> io::Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(&installed.driver);
        command.arg(format!("--port={port}"));
        if installed.browser == Browser::Firefox {
            // Its default, 9222, is one port for every Firefox of the machine.
            command.arg(format!("--websocket-port={}", free_port()?));
        }
        let quiet = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Ok(Self {
            child: quiet.spawn()?,
            port,
        })
    }

    /// `false` when the process has ended instead.
    fn listens(&mut self) -> Outcome<bool> {
        let started = Instant::now();
        while started.elapsed() < START_LIMIT {
            if self.child.try_wait()?.is_some() {
                return Ok(false);
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(true);
            }
            thread::sleep(LOOK_AGAIN);
        }
        Err(Failure::Driver(format!(
            "it does not listen after {} s",
            START_LIMIT.as_secs()
        )))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Both fail only when the process is gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
