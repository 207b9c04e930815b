//! The inputs of a root module: what the command line gives, and what the chosen environment of the settings adds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_eval::{InputArgument, Inputs};

use super::check::CheckError;
use crate::options::Environment;
use crate::project::Project;
use crate::settings::EnvironmentSettings;
use crate::{resolve, shown};

impl Project {
    /// The sets of inputs that a root module is judged with: one, unless all environments are asked for.
    pub(crate) fn inputs(&self, root: &Path) -> Result<Vec<Inputs>, CheckError> {
        let named = self.inputs_by_environment(root)?;
        Ok(named.into_iter().map(|(_, inputs)| inputs).collect())
    }

    /// The sets of inputs of a root module, each with the name of its environment.
    pub(crate) fn inputs_by_environment(
        &self,
        root: &Path,
    ) -> Result<Vec<(Option<String>, Inputs)>, CheckError> {
        let unit = self.unit(root);
        let known = &unit.settings.environments;
        let of_root: Vec<&EnvironmentSettings> =
            known.iter().filter(|environment| self.concerns(environment, root)).collect();
        match &self.options.environment {
            Environment::None => Ok(vec![(None, self.plain_inputs(root))]),
            Environment::All if of_root.is_empty() => Ok(vec![(None, self.plain_inputs(root))]),
            Environment::All => Ok(of_root
                .into_iter()
                .map(|environment| {
                    (Some(environment.name.clone()), self.inputs_of(environment, root))
                })
                .collect()),
            Environment::Named(name) => {
                if !known.iter().any(|environment| environment.name == *name) {
                    let known = known.iter().map(|environment| environment.name.clone()).collect();
                    return Err(CheckError::NoSuchEnvironment { name: name.clone(), known });
                }
                let named = of_root.into_iter().find(|environment| environment.name == *name);
                Ok(vec![named.map_or_else(
                    || (None, self.plain_inputs(root)),
                    |environment| {
                        (Some(environment.name.clone()), self.inputs_of(environment, root))
                    },
                )])
            }
        }
    }

    fn concerns(&self, environment: &EnvironmentSettings, root: &Path) -> bool {
        let path = shown(&environment.directory, root);
        let fits = |glob: &String| {
            globset::Glob::new(glob.trim_end_matches('/'))
                .is_ok_and(|glob| glob.compile_matcher().is_match(&path))
        };
        environment.roots.is_empty() || environment.roots.iter().any(fits)
    }

    fn plain_inputs(&self, root: &Path) -> Inputs {
        let mut inputs = Inputs::default();
        let whole = |file: &Path| resolve(&self.options.base, file);
        let resolved = |argument: &InputArgument| argument.with_path(whole);
        inputs.arguments = self.options.arguments.iter().map(resolved).collect();
        inputs.environment = self.options.environment_vars.iter().cloned().collect();
        inputs.terragrunt = self.terragrunt_file(root).map(Path::to_owned);
        inputs.plan = self.plan.as_ref().map(|given| Arc::clone(&given.plan));
        inputs.is_library = inputs.plan.is_none() && self.is_library(root);
        inputs.workspace.clone_from(&self.options.workspace);
        inputs
    }

    /// The environment's files come first, so that the command line wins.
    fn inputs_of(&self, environment: &EnvironmentSettings, root: &Path) -> Inputs {
        let mut inputs = self.plain_inputs(root);
        let find = |file: &PathBuf| {
            let beside_root = resolve(root, file);
            if self.fs.read(&beside_root).is_ok() {
                beside_root
            } else {
                resolve(&environment.directory, file)
            }
        };
        let files = environment.var_files.iter().map(find).map(InputArgument::File);
        inputs.arguments = files.chain(std::mem::take(&mut inputs.arguments)).collect();
        inputs.workspace = inputs.workspace.or_else(|| environment.workspace.clone());
        inputs
    }
}
