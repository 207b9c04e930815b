//! The plan that is given, and the root module that it belongs to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_eval::{Plan, read_plan};
use resilint_syntax::{Diagnostic, Span};

use crate::project::Project;
use crate::settings::SettingsError;
use crate::{resolve, shown};

/// A plan, and the root module that it is of.
#[derive(Debug)]
pub(crate) struct GivenPlan {
    pub(crate) plan: Arc<Plan>,
    /// What is to be said about the file.
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) root: Option<PathBuf>,
}

impl Project {
    pub(crate) fn read_plan(&self) -> Result<Option<GivenPlan>, SettingsError> {
        let Some(file) = &self.options.plan else { return Ok(None) };
        let path = resolve(&self.options.base, file);
        let named = |problem: &Diagnostic| {
            let help = problem.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
            format!("`{}`: {}{help}", file.display(), problem.message)
        };
        let text = self.fs.read(&path).map_err(|error| {
            let span = Span::at(self.files.add(&path, [].into()), 0);
            failed(span, format!("the plan `{}` cannot be read: {error}", file.display()))
        })?;
        let id = self.files.add(&path, Arc::clone(&text));
        let (plan, diagnostics) =
            read_plan(id, &text).map_err(|problem| failed(problem.span, named(&problem)))?;
        Ok(Some(GivenPlan { plan: Arc::new(plan), diagnostics, root: None }))
    }

    /// The root module that declares what the plan has. Without any Terraform files the plan stands alone, in the folder that was opened.
    pub(crate) fn root_of_plan(&self, given: &GivenPlan) -> Result<PathBuf, SettingsError> {
        let span = Span::at(given.plan.file(), 0);
        let modules = self.found_modules();
        if modules.is_empty() {
            return Ok(self.root.clone());
        }
        let fit = |directory: &Path| {
            let (declared, _) = self.modules.get(&self.files, &*self.fs, directory)?;
            Some(given.plan.fit(&declared))
        };
        let fits = modules.iter().filter_map(|module| {
            let fit = fit(&module.directory)?;
            (fit > 0).then_some((fit, module.is_root, &module.directory))
        });
        let mut fits: Vec<(usize, bool, &PathBuf)> = fits.collect();
        fits.sort_by_key(|(fit, is_root, _)| std::cmp::Reverse((*fit, *is_root)));
        let is_best = |(fit, is_root, _): &(usize, bool, &PathBuf)| {
            fits.first().is_some_and(|(best, best_root, _)| (best, best_root) == (fit, is_root))
        };
        let best: Vec<&PathBuf> =
            fits.iter().filter(|fit| is_best(fit)).map(|(_, _, root)| *root).collect();
        match best.as_slice() {
            [only] => Ok((*only).clone()),
            several if several.contains(&&self.root) => Ok(self.root.clone()),
            [] => Err(failed(
                span,
                "the plan belongs to none of the root modules here: they declare nothing of it"
                    .to_owned(),
            )),
            several => {
                let names: Vec<String> = several
                    .iter()
                    .take(6)
                    .map(|root| format!("`{}`", shown(&self.options.base, root)))
                    .collect();
                let message = format!(
                    "the plan may belong to several root modules; name one of them: {}",
                    names.join(", ")
                );
                Err(failed(span, message))
            }
        }
    }
}

fn failed(span: Span, message: String) -> SettingsError {
    SettingsError { problems: vec![Diagnostic::error("invalid-plan", span, message)] }
}
