//! `--var` and `--var-file`: which comes later on the command line wins, whichever it is.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};
use resilint_project::InputArgument;

const VAR: &str = "var";
const VAR_FILE: &str = "var-file";

/// Values of variables and files with such, in the order of the command line.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenArgs(pub(crate) Vec<InputArgument>);

impl Args for GivenArgs {
    fn augment_args(command: Command) -> Command {
        let flag = |name: &'static str, value: &'static str, help: &'static str| {
            Arg::new(name)
                .long(name)
                .value_name(value)
                .action(ArgAction::Append)
                .help_heading("Inputs")
                .help(help)
        };
        let var = flag(VAR, "NAME=VALUE", "Give an input variable a value");
        let file = flag(VAR_FILE, "FILE", "Read input variables from a file");
        command.arg(var).arg(file.value_parser(value_parser!(PathBuf)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for GivenArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut given = Vec::new();
        let indices = |name| matches.indices_of(name).into_iter().flatten();
        let values = matches.get_many::<String>(VAR).into_iter().flatten();
        for (index, text) in indices(VAR).zip(values) {
            let (name, value) = text.split_once('=').ok_or_else(|| {
                let message = format!("`--var {text}` is not of the form NAME=VALUE\n");
                Error::raw(ErrorKind::ValueValidation, message)
            })?;
            given.push((index, InputArgument::Value(name.to_owned(), value.to_owned())));
        }
        let files = matches.get_many::<PathBuf>(VAR_FILE).into_iter().flatten();
        let files = files.map(|file| InputArgument::File(file.clone()));
        given.extend(indices(VAR_FILE).zip(files));
        given.sort_by_key(|(index, _)| *index);
        Ok(Self(given.into_iter().map(|(_, argument)| argument).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}
