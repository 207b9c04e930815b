//! Exact probabilities of AND, OR and k-of-n over shared parts: reduced ordered binary decision diagrams.

use std::collections::HashMap;

/// A diagram, by its place among the nodes. The first two are the constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Diagram(u32);

/// Diagrams over common variables, shared and reduced, so that equal functions are the same diagram.
#[derive(Debug)]
pub(super) struct Diagrams {
    nodes: Vec<(u32, Diagram, Diagram)>,
    unique: HashMap<(u32, Diagram, Diagram), Diagram>,
    conditionals: HashMap<(Diagram, Diagram, Diagram), Diagram>,
    limit: usize,
}

const CONSTANT: u32 = u32::MAX;

impl Diagrams {
    pub(super) const FALSE: Diagram = Diagram(0);
    pub(super) const TRUE: Diagram = Diagram(1);

    /// No more than `limit` nodes are made.
    pub(super) fn new(limit: usize) -> Self {
        let constants =
            vec![(CONSTANT, Self::FALSE, Self::FALSE), (CONSTANT, Self::TRUE, Self::TRUE)];
        Self { nodes: constants, unique: HashMap::new(), conditionals: HashMap::new(), limit }
    }

    /// The variable itself.
    pub(super) fn variable(&mut self, variable: u32) -> Option<Diagram> {
        self.make(variable, Self::TRUE, Self::FALSE)
    }

    pub(super) fn and(&mut self, one: Diagram, other: Diagram) -> Option<Diagram> {
        self.conditional(one, other, Self::FALSE)
    }

    /// At least `k` of the members.
    pub(super) fn at_least(&mut self, k: usize, members: &[Diagram]) -> Option<Diagram> {
        // `row[need]` holds for the members seen so far, from the last: at least `need` of them are true.
        let mut row = vec![Self::FALSE; k + 1];
        row[0] = Self::TRUE;
        for member in members.iter().rev() {
            for need in (1..=k).rev() {
                row[need] = self.conditional(*member, row[need - 1], row[need])?;
            }
        }
        Some(row[k])
    }

    /// The probability that it is true, when each variable is by its own.
    pub(super) fn probability(&self, diagram: Diagram, of: impl Fn(u32) -> f64) -> f64 {
        // Children are made before their parents, so one pass in order is enough.
        let mut known = vec![0.0; diagram.0 as usize + 2];
        known[Self::TRUE.0 as usize] = 1.0;
        for place in 2..=diagram.0 as usize {
            let (variable, high, low) = self.nodes[place];
            let chance = of(variable);
            known[place] = chance * known[high.0 as usize] + (1.0 - chance) * known[low.0 as usize];
        }
        known[diagram.0 as usize]
    }

    /// For each of the first variables, whether it has to be true for the diagram to be.
    pub(super) fn mandatory(&self, diagram: Diagram, variables: u32) -> Vec<bool> {
        let level = |diagram: Diagram| self.nodes[diagram.0 as usize].0.min(variables) as usize;
        // Every way to the truth goes down the levels. What one of them skips, or leaves by the low branch, is not mandatory.
        let mut skips = vec![0_i64; variables as usize + 1];
        let mut skip = |from: usize, to: usize| {
            if from < to {
                skips[from] += 1;
                skips[to] -= 1;
            }
        };
        let mut reached = vec![false; diagram.0 as usize + 2];
        reached[diagram.0 as usize] = true;
        skip(0, level(diagram));
        for place in (2..=diagram.0 as usize).rev().filter(|_| diagram != Self::FALSE) {
            if !reached[place] {
                continue;
            }
            let (variable, high, low) = self.nodes[place];
            for (child, first) in [(high, variable as usize + 1), (low, variable as usize)] {
                if child != Self::FALSE {
                    reached[child.0 as usize] = true;
                    skip(first, level(child));
                }
            }
        }
        let mut depth = 0;
        skips
            .iter()
            .take(variables as usize)
            .map(|change| {
                depth += change;
                depth == 0
            })
            .collect()
    }

    /// If `test` then `high` else `low`. Iterative: a diagram can be as deep as the model is large.
    fn conditional(&mut self, test: Diagram, high: Diagram, low: Diagram) -> Option<Diagram> {
        enum Step {
            Enter(Diagram, Diagram, Diagram),
            Leave(Diagram, Diagram, Diagram, u32),
        }
        let mut steps = vec![Step::Enter(test, high, low)];
        let mut results: Vec<Diagram> = Vec::new();
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(test, high, low) => {
                    if let Some(done) = self.trivial(test, high, low) {
                        results.push(done);
                        continue;
                    }
                    let top = [test, high, low]
                        .iter()
                        .map(|diagram| self.nodes[diagram.0 as usize].0)
                        .min()
                        .unwrap_or(CONSTANT);
                    steps.push(Step::Leave(test, high, low, top));
                    steps.push(Step::Enter(
                        self.branch(test, top, false),
                        self.branch(high, top, false),
                        self.branch(low, top, false),
                    ));
                    steps.push(Step::Enter(
                        self.branch(test, top, true),
                        self.branch(high, top, true),
                        self.branch(low, top, true),
                    ));
                }
                Step::Leave(test, high, low, top) => {
                    let otherwise = results.pop().expect("the second branch was entered before");
                    let then = results.pop().expect("the first branch was entered before");
                    let made = self.make(top, then, otherwise)?;
                    self.conditionals.insert((test, high, low), made);
                    results.push(made);
                }
            }
        }
        results.pop()
    }

    fn trivial(&self, test: Diagram, high: Diagram, low: Diagram) -> Option<Diagram> {
        if test == Self::TRUE || high == low {
            return Some(high);
        }
        if test == Self::FALSE {
            return Some(low);
        }
        if high == Self::TRUE && low == Self::FALSE {
            return Some(test);
        }
        self.conditionals.get(&(test, high, low)).copied()
    }

    fn branch(&self, diagram: Diagram, variable: u32, value: bool) -> Diagram {
        let (own, high, low) = self.nodes[diagram.0 as usize];
        match (own == variable, value) {
            (false, _) => diagram,
            (true, true) => high,
            (true, false) => low,
        }
    }

    fn make(&mut self, variable: u32, high: Diagram, low: Diagram) -> Option<Diagram> {
        if high == low {
            return Some(high);
        }
        if let Some(known) = self.unique.get(&(variable, high, low)) {
            return Some(*known);
        }
        if self.nodes.len() >= self.limit {
            return None;
        }
        let made = Diagram(u32::try_from(self.nodes.len()).ok()?);
        self.nodes.push((variable, high, low));
        self.unique.insert((variable, high, low), made);
        Some(made)
    }
}
