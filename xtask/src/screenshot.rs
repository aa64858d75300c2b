//! A picture of the page as one visitor sees it.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use harness::{Browser, PATIENCE, Page, Port, Preferences, Server, Site, Theme};

use crate::build;
use crate::install;
use crate::workspace::Workspace;

/// What `cargo xtask screenshot` can be told.
#[derive(clap::Args, Debug)]
#[group(skip)]
pub(crate) struct Options {
    /// The picture, as PNG
    #[arg(long)]
    out: PathBuf,
    /// The part of the address from `#` on, such as `#/lab/x`
    #[arg(long, default_value = "")]
    url_hash: String,
    /// A path inside the site, such as book/en/
    #[arg(long, default_value = "")]
    path: String,
    /// Width of the viewport in CSS pixels
    #[arg(long, default_value_t = 1440)]
    width: u32,
    /// Height of the viewport in CSS pixels
    #[arg(long, default_value_t = 900)]
    height: u32,
    /// Colour scheme of the system
    #[arg(long, default_value = "light", value_parser = ["light", "dark"])]
    theme: String,
    /// Language of the browser, such as en or zh
    #[arg(long, default_value = "en")]
    lang: String,
    /// Ask for reduced motion
    #[arg(long)]
    reduced_motion: bool,
    /// Pretend that the pointer is a finger
    #[arg(long)]
    touch: bool,
    /// Wait until an element that matches can be seen
    #[arg(long)]
    wait_selector: Option<String>,
    /// Run this in the page before the picture is taken; a promise is waited for, and what it
    /// returns is printed
    #[arg(long)]
    script: Option<String>,
    /// Which browser
    #[arg(long, default_value = "chrome", value_parser = ["chrome", "firefox"])]
    browser: String,
    /// Take dist/ as it is instead of building it first
    #[arg(long)]
    no_build: bool,
    #[command(flatten)]
    build: build::Options,
}

/// Builds, serves, opens, waits, and takes the picture.
pub(crate) fn run(options: &Options) -> Result<()> {
    let workspace = Workspace::find()?;
    if !options.no_build {
        build::run(&options.build)?;
    } else if !workspace.dist().join("index.html").is_file() {
        bail!("dist/ is empty; leave --no-build out");
    }
    let browser = Browser::from_id(&options.browser).context("--browser is chrome or firefox")?;
    let installed = install::browser(&workspace, browser)?;
    let server = Server::start(Site::new(workspace.dist()), Port::Any)?;
    let page = Page::start(&installed, &visitor(options))?;
    let taken = take(
        options,
        &page,
        &server.url(&format!("{}{}", options.path, options.url_hash)),
    );
    for complaint in page.complaints()? {
        eprintln!("console: {complaint}");
    }
    taken?;
    println!("{}", options.out.display());
    Ok(())
}

fn visitor(options: &Options) -> Preferences {
    let theme = if options.theme == "dark" {
        Theme::Dark
    } else {
        Theme::Light
    };
    let mut visitor = Preferences::default()
        .viewport(options.width, options.height)
        .theme(theme);
    visitor = visitor.language(&options.lang);
    visitor.reduced_motion = options.reduced_motion;
    visitor.touch = options.touch;
    visitor
}

fn take(options: &Options, page: &Page, url: &str) -> Result<()> {
    page.open(url)?;
    if options.path.is_empty() {
        // The shell belongs to index.html; the app takes its place.
        let gone = |page: &Page| Ok(page.find_all(".shell-header")?.is_empty());
        page.wait_until("the app has started", PATIENCE, gone)?;
    }
    let mut result = Ok(());
    if let Some(css) = &options.wait_selector {
        // The picture of what stood there instead is worth having.
        result = page
            .appears(css)
            .map(drop)
            .context("the picture shows what there was instead");
    }
    if let Some(script) = &options.script {
        let returned = page.script(script, &[])?;
        if !returned.is_null() {
            println!("{returned}");
        }
    }
    page.settle()?;
    page.screenshot(&options.out)?;
    result
}
