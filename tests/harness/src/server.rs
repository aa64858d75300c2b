//! A static server for this machine alone.
//!
//! Written by hand because `tiny_http` 0.12 stalls: its pool counts a thread as idle until the
//! thread has woken up, so of two connections opened at the same moment the second may wait for
//! ever behind the first, which browsers keep open. Firefox, on a page of fifteen files, waited 115
//! s for one of them. Here every connection has a thread, answers one request and closes.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::site::{Answer, Site, media_type};

/// How many ports after the first are tried.
const PORTS_TRIED: u16 = 100;

/// More than any browser sends before the empty line that ends a request.
const REQUEST_LIMIT: u64 = 64 << 10;

/// Browsers open connections in advance and may never use them.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Which port to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// Any that is free: for tests.
    Any,
    /// This one or none.
    Exactly(u16),
    /// This one, or the next free one above it.
    From(u16),
}

/// A running server. It stops when dropped.
pub struct Server {
    port: u16,
    prefix: String,
    stopping: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on 127.0.0.1 and nowhere else.
    pub fn start(site: Site, port: Port) -> io::Result<Self> {
        let listener = listen(port)?;
        let port = listener.local_addr()?.port();
        let prefix = site.prefix().to_owned();
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let accepting = thread::spawn(move || accept(&listener, &Arc::new(site), &stop));
        Ok(Self {
            port,
            prefix,
            stopping,
            accepting: Some(accepting),
        })
    }

    /// The address of a path relative to the site, such as `` or `#/lab/x`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin(), self.prefix)
    }

    /// Scheme, host and port, without a closing slash.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Serves until the process is ended from outside.
    pub fn serve_for_ever(mut self) {
        self.join();
    }

    fn join(&mut self) {
        if let Some(accepting) = self.accepting.take() {
            // Were the thread to panic, there would be nothing left to stop.
            let _ = accepting.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections. If it cannot be woken, it is not waited for.
        if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
            self.join();
        }
    }
}

fn listen(port: Port) -> io::Result<TcpListener> {
    let bind = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    match port {
        Port::Any => bind(0),
        Port::Exactly(port) => bind(port),
        Port::From(first) => {
            let last = first.saturating_add(PORTS_TRIED);
            for port in first..last {
                match bind(port) {
                    Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                    bound => return bound,
                }
            }
            bind(last)
        }
    }
}

fn accept(listener: &TcpListener, site: &Arc<Site>, stopping: &AtomicBool) {
    for connection in listener.incoming() {
        if stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(connection) = connection else { continue };
        let site = Arc::clone(site);
        thread::spawn(move || {
            // An error means that the browser has left: there is nobody to tell.
            let _ = answer(&site, connection);
        });
    }
}

/// Reads one request and answers it.
fn answer(site: &Site, connection: TcpStream) -> io::Result<()> {
    connection.set_read_timeout(Some(REQUEST_TIMEOUT))?;
    let Some((method, target)) = read_request(&connection)? else {
        return Ok(());
    };
    thread::sleep(site.delay(&target));
    match (method.as_str(), site.answer(&target)) {
        ("GET" | "HEAD", Answer::File(path)) => match File::open(&path) {
            Ok(file) => {
                let kind = (media_type(&path), site.headers());
                send_file(connection, file, &kind, method == "GET")
            }
            Err(_) => send_status(connection, "404 Not Found", ""),
        },
        ("GET" | "HEAD", Answer::Redirect(to)) => send_status(
            connection,
            "301 Moved Permanently",
            &format!("Location: {to}\r\n"),
        ),
        ("GET" | "HEAD", Answer::NotFound) => send_status(connection, "404 Not Found", ""),
        (_, Answer::File(_) | Answer::Redirect(_) | Answer::NotFound) => {
            send_status(connection, "405 Method Not Allowed", "Allow: GET, HEAD\r\n")
        }
    }
}

/// Method and target of a request, or nothing if the browser did not mean to ask.
fn read_request(connection: &TcpStream) -> io::Result<Option<(String, String)>> {
    let mut head = BufReader::new(connection).take(REQUEST_LIMIT);
    let mut first = String::new();
    head.read_line(&mut first)?;
    let mut line = String::new();
    // To the empty line: closing a connection with unread bytes would reset it.
    while head.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = first.split_ascii_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Ok(None);
    };
    Ok(Some((method.to_owned(), target.to_owned())))
}

fn send_file(
    mut connection: TcpStream,
    mut file: File,
    (media_type, headers): &(&str, String),
    body: bool,
) -> io::Result<()> {
    let length = file.metadata()?.len();
    send_head(&mut connection, "200 OK", media_type, length, headers)?;
    if body {
        io::copy(&mut file, &mut connection)?;
    }
    connection.flush()
}

/// An answer whose status says it all.
fn send_status(mut connection: TcpStream, status: &str, headers: &str) -> io::Result<()> {
    send_head(
        &mut connection,
        status,
        "text/plain; charset=utf-8",
        0,
        &format!("Cache-Control: no-store\r\n{headers}"),
    )?;
    connection.flush()
}

fn send_head(
    connection: &mut TcpStream,
    status: &str,
    media_type: &str,
    length: u64,
    headers: &str,
) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n{headers}\r\n"
    );
    connection.write_all(head.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answer to a raw request.
    fn ask(server: &Server, request: &str) -> String {
        let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port)).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    fn server() -> Server {
        let root = std::env::temp_dir().join(format!("harness-server-{}", std::process::id()));
        std::fs::create_dir_all(root.join("book")).unwrap();
        std::fs::write(root.join("app_bg.wasm"), "not really").unwrap();
        std::fs::write(root.join("index.html"), "hello").unwrap();
        Server::start(Site::new(root), Port::Any).unwrap()
    }

    #[test]
    fn files_come_with_their_type_and_are_not_kept() {
        let answer = ask(&server(), "GET /app_bg.wasm HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(
            answer.contains("Content-Type: application/wasm\r\n"),
            "{answer}"
        );
        assert!(answer.contains("no-store"), "{answer}");
        assert!(answer.ends_with("\r\n\r\nnot really"), "{answer}");
    }

    #[test]
    fn other_requests_get_the_right_status() {
        let server = server();
        let check = |request: &str, status: &str| {
            let answer = ask(&server, &format!("{request} HTTP/1.1\r\n\r\n"));
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status}")),
                "{request}: {answer}"
            );
        };
        check("GET /", "200");
        check("HEAD /", "200");
        check("GET /book", "301");
        check("GET /absent", "404");
        check("GET /../index.html", "404");
        check("POST /", "405");
    }

    #[test]
    fn the_next_free_port_is_taken() {
        let first = server();
        let root = std::env::temp_dir();
        let second = Server::start(Site::new(root.clone()), Port::From(first.port)).unwrap();
        assert!(second.port > first.port);
        assert!(Server::start(Site::new(root), Port::Exactly(first.port)).is_err());
    }
}
