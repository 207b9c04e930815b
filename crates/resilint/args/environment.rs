//! Every flag can also be given as an environment variable: `--fail-level` is `RESILINT_FAIL_LEVEL`.

use clap::builder::FalseyValueParser;
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use super::Cli;

/// The command line as clap sees it.
pub(crate) fn command() -> Command {
    with_environment(Cli::command())
}

/// Reads the command line, or says what is wrong with it.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    let mut command = command();
    let mut matches = command.try_get_matches_from_mut(std::env::args_os())?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

fn with_environment(command: Command) -> Command {
    command.mut_args(with_variable).mut_subcommands(with_environment)
}

fn with_variable(arg: Arg) -> Arg {
    let Some(long) = arg.get_long() else { return arg };
    if matches!(arg.get_action(), ArgAction::Help | ArgAction::Version | ArgAction::Count) {
        return arg;
    }
    let name = format!("RESILINT_{}", long.to_uppercase().replace('-', "_"));
    let arg = if matches!(arg.get_action(), ArgAction::SetTrue) {
        arg.value_parser(FalseyValueParser::new())
    } else {
        arg
    };
    arg.env(name).hide_env(true)
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_flag_has_its_variable() {
        for sub in command().get_subcommands() {
            for arg in sub.get_arguments().filter(|arg| arg.get_long().is_some()) {
                assert!(arg.get_env().is_some(), "{} {arg}", sub.get_name());
            }
        }
    }
}
