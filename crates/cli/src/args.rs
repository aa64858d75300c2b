//! What can be asked for on the command line.

use clap::{Parser, Subcommand};
use locale::Language;
use std::path::PathBuf;

/// Real elections and failovers, replayed by the real state machines.
#[derive(Parser)]
#[command(
    name = "quorumscope",
    version,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists the scenarios with their fixes and parameters
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Runs a scenario and prints what came of it
    Run(RunArgs),
    /// Runs a scenario file that is not in the catalogue; `help file` says how to write one
    Simulate(SimulateArgs),
    /// Writes a run as a file that other programs open
    Export(ExportArgs),
    /// Runs a scenario twice, as it happened and with a fix, and says which difference decided
    Compare(CompareArgs),
    /// Plays a scenario's level: what is asked, and whether the steps meet it
    Level(LevelArgs),
    /// Prints the fingerprint of scenarios, all of them if none is named
    Fingerprint {
        /// Ids of scenarios
        scenarios: Vec<String>,
    },
    /// Explains a command, or with `file` how a scenario file is written
    Help {
        /// A command, or `file`
        topic: Option<String>,
    },
}

#[derive(clap::Args)]
pub(crate) struct RunArgs {
    /// The scenario's id, as `list` prints it
    pub(crate) scenario: String,
    #[command(flatten)]
    pub(crate) options: RunOptions,
}

#[derive(clap::Args)]
pub(crate) struct SimulateArgs {
    /// The scenario file
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) options: RunOptions,
}

#[derive(clap::Args)]
pub(crate) struct LevelArgs {
    /// The scenario's id, as `list` prints it
    pub(crate) scenario: String,
    /// What is done, one step after the other: `restart zk0`, `set model 3.2.1`, `wait 20s`
    #[arg(long = "step", value_name = "STEP")]
    pub(crate) steps: Vec<String>,
    /// The seed of all that varies, 0 to 2^53 - 1
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) seed: Option<String>,
    /// The language of its words
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) lang: Tongue,
}

#[derive(clap::Args)]
pub(crate) struct CompareArgs {
    /// The scenario's id, as `list` prints it
    pub(crate) scenario: String,
    #[command(flatten)]
    pub(crate) choice: ChoiceOptions,
    /// A fix of the first run, which has none otherwise
    #[arg(long = "against-fix", value_name = "ID[@TIME]")]
    pub(crate) against_fixes: Vec<String>,
    /// A parameter of the first run
    #[arg(long = "against-set", value_name = "NAME=VALUE")]
    pub(crate) against_params: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(clap::Args)]
pub(crate) struct RunOptions {
    #[command(flatten)]
    pub(crate) choice: ChoiceOptions,
    /// What a server answers to a four-letter word at a moment: `zk1:srvr@65s`
    #[arg(long = "ask", value_name = "SERVER:WORD@TIME")]
    pub(crate) asks: Vec<String>,
    /// Writes each server's log to DIR/<server>.log
    #[arg(long, value_name = "DIR")]
    pub(crate) logs: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What is run.
#[derive(clap::Args)]
pub(crate) struct ChoiceOptions {
    /// A fix, from the start or at a moment: `peers-refuse`, `restart-zk0-zk2@150s`
    #[arg(long = "fix", value_name = "ID[@TIME]")]
    pub(crate) fixes: Vec<String>,
    /// A parameter: `cnx-timeout-ms=500`
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<String>,
    /// What is done by hand, from a moment on: `229s, restart zk0, wait 300ms, restart zk2`
    #[arg(long = "do", value_name = "SCRIPT")]
    pub(crate) operator: Option<String>,
    /// The seed of all that varies, 0 to 2^53 - 1
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(crate) seed: Option<String>,
    /// When the run ends, counted from zero: `300s`, `5m`, `1h`
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) until: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct ExportArgs {
    /// The scenario's id, as `list` prints it, or a scenario file
    pub(crate) scenario: String,
    /// As what: svg is the picture of a moment, logs a zip of the servers' log files, moment a text
    /// for a postmortem; mermaid, trace (Perfetto) and shiviz show a span
    #[arg(long = "as", value_name = "FORMAT")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) choice: ChoiceOptions,
    /// The moment of a picture or text, counted from zero; the first act if it is not named
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) at: Option<String>,
    /// Where the span begins, counted from zero; the story's beginning if it is not named
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) from: Option<String>,
    /// Where the span ends; the run's end if it is not named
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) to: Option<String>,
    /// The language of its words
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) lang: Tongue,
    /// The colours of a picture
    #[arg(long, value_name = "THEME", default_value = "light")]
    pub(crate) theme: Ground,
    /// The file to write; standard output if it is not named
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What a run is saved as.
#[derive(clap::ValueEnum, Clone, Copy)]
pub(crate) enum Format {
    Svg,
    Mermaid,
    Trace,
    Shiviz,
    Logs,
    Moment,
}

#[derive(clap::ValueEnum, Clone, Copy)]
pub(crate) enum Tongue {
    En,
    Zh,
}

impl Tongue {
    pub(crate) fn language(self) -> Language {
        match self {
            Self::En => Language::En,
            Self::Zh => Language::Zh,
        }
    }
}

#[derive(clap::ValueEnum, Clone, Copy)]
pub(crate) enum Ground {
    Light,
    Dark,
}
