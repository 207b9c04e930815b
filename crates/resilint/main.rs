//! The command line: arguments to commands, reports to forms, results to exit codes. Nothing is judged here.

mod args;
mod commands;
mod environment;
mod progress;
mod report;
mod session;
mod terminal;

use std::process::ExitCode;

use terminal::Terminal;

/// Terraform becomes very many small values; handing out their memory took the system's allocator a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match args::parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Asking for help is no mistake; everything else on the command line is.
            let asked = !error.use_stderr();
            let printed = error.print();
            return if asked && printed.is_ok() {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(commands::INCOMPLETE)
            };
        }
    };
    let terminal = Terminal::new(cli.no_color, cli.quiet, cli.verbose);
    match commands::run(cli.command, &terminal) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            terminal.say(&format!("resilint: {error:#}"));
            ExitCode::from(commands::INCOMPLETE)
        }
    }
}
