//! Makes a case that differs as small as it can be while it differs.

use std::path::Path;

use anyhow::Result;

use super::batch::write;
use super::case::Case;
use super::judge::{Ours, Said, ours};
use super::judged;
use super::tree::Tree;

/// Attempts that are looked at together.
const WIDTH: usize = 40;
/// Looks at one case.
const ROUNDS: usize = 40;

/// The smallest case found, and in what it differs.
pub(crate) fn shrink(
    directory: &Path,
    case: &Case,
    found: &[String],
) -> Result<(Case, Vec<String>)> {
    let (mut case, mut found) = (case.clone(), found.to_vec());
    let kind = kind_of(&found);
    let mut attempts = smaller(&case);
    for _ in 0..ROUNDS {
        let later = attempts.split_off(WIDTH.min(attempts.len()));
        if attempts.is_empty() {
            break;
        }
        let promising = promising(directory, &case, attempts)?;
        let judged = judged(directory, &promising)?;
        let better = promising
            .into_iter()
            .zip(judged)
            .filter(|(_, (_, differs))| kind_of(differs) == kind)
            .min_by_key(|(attempt, _)| size(attempt));
        match better {
            Some((attempt, (_, differs))) => {
                attempts = smaller(&attempt);
                (case, found) = (attempt, differs);
            }
            None => attempts = later,
        }
    }
    Ok((case, found))
}

/// The attempts about which we say as much as about the case itself; the others would be broken in another way.
fn promising(directory: &Path, case: &Case, attempts: Vec<Case>) -> Result<Vec<Case>> {
    let mut all = vec![case.clone()];
    all.extend(attempts);
    let outside = write(directory, &all, |_| false)?;
    let said: Vec<Said> = ours(directory, &outside, all.len()).iter().map(Ours::said).collect();
    let whole = said.first().copied();
    let fitting = all.into_iter().zip(said).skip(1).filter(|(_, said)| Some(*said) == whole);
    Ok(fitting.map(|(case, _)| case).collect())
}

/// What kind of difference it is, so that a step does not lead to another one.
fn kind_of(found: &[String]) -> Option<String> {
    let first = found.first()?;
    if first.starts_with("refused by Terraform") {
        // The summary and how the detail begins, behind the place.
        return Some(first.splitn(3, ": ").nth(2)?.chars().take(60).collect());
    }
    let kinds = [
        "refused",
        "not sensitive for Terraform",
        "sensitive for Terraform",
        "is missing",
        "is not there",
        "it is said",
        "it becomes",
        "got unknown",
    ];
    let kind = kinds.iter().find(|kind| first.contains(**kind));
    Some(kind.map_or("value", |kind| kind).to_owned())
}

fn size(case: &Case) -> usize {
    let mut text = String::new();
    case.files.iter().for_each(|(_, tree)| tree.render(&mut text));
    case.shared.render(&mut text);
    case.environment.iter().chain(&case.arguments).for_each(|(_, tree)| tree.render(&mut text));
    text.len()
}

fn smaller(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    for index in 0..case.environment.len() {
        let mut next = case.clone();
        next.environment.remove(index);
        found.push(next);
    }
    for index in 0..case.arguments.len() {
        let mut next = case.clone();
        next.arguments.remove(index);
        found.push(next);
    }
    for (index, (_, tree)) in case.files.iter().enumerate() {
        found.extend(tree.smaller().into_iter().map(|tree| {
            let mut next = case.clone();
            next.files[index].1 = tree;
            next
        }));
    }
    found.extend(case.shared.smaller().into_iter().map(|shared| Case { shared, ..case.clone() }));
    let length = |tree: &Tree| {
        let mut text = String::new();
        tree.render(&mut text);
        text.len()
    };
    found.sort_by_key(|case| case.files.iter().map(|(_, tree)| length(tree)).sum::<usize>());
    found
}
