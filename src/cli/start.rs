//! From the arguments to the command, and from its result to the exit code.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;

use super::arguments::{Arguments, Command, Global, LogFormat};
use super::exit::{Done, exit_code, is_broken_pipe};
use super::output::complain;
use super::{
    backup, check, export, extract, fetch_log, ingest, revisions, run, search, show, sources, stats, status,
    webhooks,
};

/// The time that blocking work (a page in extraction) gets at the very end.
const LAST_WORK: Duration = Duration::from_secs(1);

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_logging(&arguments);
    let result = start(arguments);
    match &result {
        Err(error) if is_broken_pipe(error) => return ExitCode::SUCCESS,
        Err(error) => report_error(error),
        Ok(_) => {}
    }
    exit_code(&result)
}

fn start(arguments: Arguments) -> anyhow::Result<Done> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(dispatch(arguments));
    runtime.shutdown_timeout(LAST_WORK);
    result
}

async fn dispatch(Arguments { global, command }: Arguments) -> anyhow::Result<Done> {
    match command {
        Command::Ingest(arguments) => ingest::ingest(&global, arguments).await,
        Command::Run => run::run(&global).await,
        Command::Extract(arguments) => extract::extract(&global, &arguments),
        Command::Sources(arguments) => sources::sources(&global, arguments).await,
        Command::FetchLog(arguments) => fetch_log::fetch_log(&global, &arguments).await,
        Command::Search(arguments) => search::search(&global, &arguments).await,
        Command::Show(arguments) => show::show(&global, &arguments).await,
        Command::Revisions(arguments) => revisions::revisions(&global, &arguments).await,
        Command::Export(arguments) => export::export(&global, &arguments).await,
        Command::Stats => stats::stats(&global).await,
        Command::Status => status::status(&global).await,
        Command::Webhooks(arguments) => webhooks::webhooks(&global, arguments).await,
        Command::Backup(arguments) => backup::backup(&global, arguments).await,
        Command::Check(arguments) => check::check(&global, &arguments).await,
    }
}

fn start_logging(Arguments { global, command }: &Arguments) {
    let Global { quiet, verbose, .. } = global;
    let level = match (quiet, verbose, command) {
        (true, _, _) => "error",
        (_, true, _) => "gleaner=debug,error",
        (_, _, Command::Run) => "gleaner=info,error",
        _ => "gleaner=warn,error",
    };
    let filter = EnvFilter::try_from_env("GLEANER_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let colours = super::output::stderr_has_colours();
    // A log that cannot be written is no reason to panic: standard error of a service may be closed.
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    match global.log_format {
        LogFormat::Text => log.with_ansi(colours).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}

fn report_error(error: &anyhow::Error) {
    complain(&whole_story(error));
}

/// The error and its causes, those left out that it has named already.
fn whole_story(error: &anyhow::Error) -> String {
    let mut story = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !story.contains(&cause) {
            story = format!("{story}: {cause}");
        }
    }
    story
}
