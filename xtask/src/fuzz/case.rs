//! Random configurations: a module with a root file that calls it, its variables, locals, resources, outputs, and the modules that it calls.

use fastrand::Rng;

use super::expression::{Names, expression};
use super::tree::Tree;
use super::types::{NAMES, Type};

/// Stands for the name of the case in its texts, so that many cases fit into one root module.
pub(crate) const NAME: &str = "@CASE@";

/// A configuration with its inputs.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// Paths and texts.
    pub(crate) files: Vec<(String, Tree)>,
    /// Lines of `terraform.tfvars`, which all cases share.
    pub(crate) shared: Tree,
    /// Variables of the environment, and values on the command line.
    pub(crate) environment: Vec<(String, Tree)>,
    pub(crate) arguments: Vec<(String, Tree)>,
}

struct Variable {
    name: &'static str,
    type_: Type,
}

/// A random configuration.
pub(crate) fn case(random: &mut Rng) -> Case {
    let mut case = Case {
        files: Vec::new(),
        shared: Tree::Group(Vec::new()),
        environment: Vec::new(),
        arguments: Vec::new(),
    };
    let variables = module(random, NAME, 0, &mut case);
    let names = Names::default();
    let mut root = Vec::new();
    let mut own = Vec::new();
    let mut arguments = vec![Tree::text(format!("  source = \"./{NAME}\"\n"))];
    let mut shared = Vec::new();
    for variable in &variables {
        if random.u8(..4) == 0 {
            let value = expression(random, &variable.type_, &names, 2);
            arguments.push(Tree::argument("  ", variable.name, value));
            continue;
        }
        let full = format!("{NAME}_{}", variable.name);
        let value = Tree::Expression(vec![Tree::text(format!("var.{full}"))]);
        root.push(declaration(random, &full, &variable.type_));
        arguments.push(Tree::argument("  ", variable.name, value));
        let line = |random: &mut Rng| {
            let value = Tree::Expression(vec![Tree::text(variable.type_.plain(random))]);
            Tree::argument("", &full, value)
        };
        match random.u8(..6) {
            0 => own.push(line(random)),
            1 => shared.push(line(random)),
            2 => {
                own.push(line(random));
                shared.push(line(random));
            }
            3 => case.environment.push((full.clone(), Tree::text(given(random, &variable.type_)))),
            4 => case.arguments.push((full.clone(), Tree::text(given(random, &variable.type_)))),
            _ => {}
        }
    }
    root.push(Tree::block(&format!("module \"{NAME}\""), arguments));
    case.shared = Tree::Group(shared);
    case.files.push((format!("{NAME}.tf"), Tree::Group(root)));
    if !own.is_empty() {
        case.files.push((format!("{NAME}.auto.tfvars"), Tree::Group(own)));
    }
    case
}

/// A value as it is given outside of files: strings without quotes.
fn given(random: &mut Rng, type_: &Type) -> String {
    let text = type_.plain(random);
    if matches!(type_, Type::String | Type::Any) { text.replace('"', "") } else { text }
}

fn declaration(random: &mut Rng, name: &str, type_: &Type) -> Tree {
    let mut body = Vec::new();
    if random.u8(..6) > 0 {
        body.push(Tree::Part(vec![Tree::text(format!("  type = {}\n", type_.constraint(random)))]));
    }
    let nullable = random.u8(..6) > 0;
    let default =
        if nullable && random.u8(..12) == 0 { "null".to_owned() } else { type_.plain(random) };
    let default = Tree::Expression(vec![Tree::text(default)]);
    body.push(Tree::Group(vec![Tree::text("  default = "), default, Tree::text("\n")]));
    if !nullable {
        body.push(Tree::Part(vec![Tree::text("  nullable = false\n")]));
    }
    if random.u8(..8) == 0 {
        body.push(Tree::Part(vec![Tree::text("  sensitive = true\n")]));
    }
    Tree::block(&format!("variable \"{name}\""), body)
}

/// Writes a module into the case, and gives its variables.
fn module(random: &mut Rng, directory: &str, depth: usize, case: &mut Case) -> Vec<Variable> {
    let mut blocks = Vec::new();
    let mut names =
        Names { unknown: random.u8(..3) > 0, text: random.u8(..3) == 0, ..Names::default() };
    let mut variables = Vec::new();
    for name in ["p", "q", "r"].into_iter().take(random.usize(..4)) {
        let type_ = Type::random(random, 2);
        blocks.push(declaration(random, name, &type_));
        names.known.push((format!("var.{name}"), type_.clone()));
        variables.push(Variable { name, type_ });
    }
    if names.unknown {
        let inside = Names { unknown: false, ..names.clone() };
        let body = vec![Tree::argument("  ", "input", expression(random, &Type::Any, &inside, 1))];
        blocks.push(Tree::block("resource \"terraform_data\" \"seed\"", body));
    }
    let mut locals = Vec::new();
    if names.text {
        locals.push(Tree::Part(vec![Tree::text("  text = \"<$${a}>\"\n")]));
    }
    for name in ["l", "m", "n"].into_iter().take(random.usize(..4)) {
        let type_ = Type::random(random, 2);
        let value = match random.u8(..8) {
            0 if type_ == Type::String => heredoc(random, &names),
            _ => expression(random, &type_, &names, 3),
        };
        locals.push(Tree::argument("  ", name, value));
        names.known.push((format!("local.{name}"), type_));
    }
    blocks.push(Tree::block("locals", locals));
    for index in 0..random.usize(..3) {
        if depth < 2 && random.bool() {
            blocks.push(call(random, directory, index, depth, &mut names, case));
        }
    }
    for name in ["x", "y", "z"].into_iter().take(random.usize(1..4)) {
        blocks.push(resource(random, name, &mut names));
    }
    let outputs = usize::from(depth > 0) * random.usize(1..3);
    for name in ["o", "o2"].into_iter().take(outputs) {
        let type_ = Type::String;
        let value = if name == "o" { type_ } else { Type::random(random, 2) };
        let value = expression(random, &value, &names, 2);
        let body = vec![Tree::text("  value = "), value, Tree::text("\n")];
        blocks.push(Tree::block(&format!("output \"{name}\""), body));
    }
    random.shuffle(&mut blocks);
    case.files.push((format!("{directory}/main.tf"), Tree::Group(blocks)));
    variables
}

/// A template over several lines.
fn heredoc(random: &mut Rng, names: &Names) -> Tree {
    let (minus, indent) = if random.bool() { ("-", "    ") } else { ("", "") };
    let mut inner = names.clone();
    inner.known.push(("x".to_owned(), Type::String));
    let list = Type::List(Box::new(Type::String));
    let strip = |random: &mut Rng| if random.bool() { "~" } else { "" };
    let parts = vec![
        Tree::text(format!("<<{minus}EOT\n{indent}one ${{")),
        expression(random, &Type::String, names, 1),
        Tree::text(format!("}}\n{indent}  %{{{} for x in ", strip(random))),
        expression(random, &list, names, 1),
        Tree::text(format!(" {}}}\n{indent}- ${{", strip(random))),
        expression(random, &Type::String, &inner, 1),
        Tree::text(format!(
            "}}\n{indent}%{{{} endfor {}}}\n\n{indent}$${{x}}\n{indent}EOT",
            strip(random),
            strip(random)
        )),
    ];
    Tree::Group(parts)
}

/// Sometimes `count` or `for_each`, with the names that it makes.
fn repetition(random: &mut Rng, names: &mut Names) -> (Option<Tree>, &'static str) {
    // What is known only after apply is refused here, so it is rare.
    let mut known = names.clone();
    known.unknown = names.unknown && random.u8(..10) == 0;
    match random.u8(..6) {
        0 => {
            let counts = ["0", "1", "2", "3"];
            let count = match random.u8(..3) {
                0 => expression_of(random, "floor(abs(«n»)) % 4", &known),
                1 => expression_of(random, "length(«LA»)", &known),
                _ => Tree::Expression(vec![Tree::text(counts[random.usize(..counts.len())])]),
            };
            names.known.push(("count.index".to_owned(), Type::Number));
            (Some(Tree::argument("  ", "count", count)), "[0]")
        }
        1 => {
            let set = match random.bool() {
                true => expression_of(random, "setunion(«Ss», [])", &known),
                false => expression_of(random, "toset([for x in «Ls» : x])", &known),
            };
            names.known.push(("each.key".to_owned(), Type::String));
            names.known.push(("each.value".to_owned(), Type::String));
            (Some(Tree::argument("  ", "for_each", set)), "[\"a\"]")
        }
        2 => {
            let inner = Type::random(random, 1);
            let map = expression(random, &Type::Map(Box::new(inner.clone())), &known, 2);
            names.known.push(("each.key".to_owned(), Type::String));
            names.known.push(("each.value".to_owned(), inner));
            (Some(Tree::argument("  ", "for_each", map)), "[\"a\"]")
        }
        _ => (None, ""),
    }
}

fn expression_of(random: &mut Rng, template: &str, names: &Names) -> Tree {
    let (before, rest) = template.split_once('«').unwrap_or((template, ""));
    let (code, after) = rest.split_once('»').unwrap_or((rest, ""));
    let type_ = Type::of_code(code, &Type::String, random);
    let inside = expression(random, &type_, names, 1);
    Tree::Expression(vec![Tree::text(before), inside, Tree::text(after)])
}

fn resource(random: &mut Rng, name: &str, names: &mut Names) -> Tree {
    let mut inside = names.clone();
    let (repetition, key) = repetition(random, &mut inside);
    let type_ = Type::random(random, 2);
    let mut body: Vec<Tree> = repetition.into_iter().collect();
    body.push(Tree::argument("  ", "input", expression(random, &type_, &inside, 3)));
    if random.u8(..5) == 0 {
        let type_ = Type::random(random, 1);
        let value = expression(random, &type_, &inside, 2);
        body.push(Tree::argument("  ", "triggers_replace", value));
    }
    let address = format!("terraform_data.{name}");
    match key {
        "" => names.known.push((format!("{address}.input"), type_)),
        "[0]" => {
            names.known.push((format!("{address}[0].input"), type_.clone()));
            names.known.push((format!("{address}[*].input"), Type::List(Box::new(type_.clone()))));
            names.known.push((format!("one({address}[*].input)"), type_));
        }
        _ => {
            names.known.push((format!("{address}[\"a\"].input"), type_.clone()));
            let map = format!("{{ for k, i in {address} : k => i.input }}");
            names.known.push((map, Type::Map(Box::new(type_.clone()))));
            names.known.push((format!("values({address})[*].input"), Type::List(Box::new(type_))));
        }
    }
    if names.unknown && key.is_empty() {
        names.known.push((format!("{address}.id"), Type::String));
    }
    Tree::block(&format!("resource \"terraform_data\" \"{name}\""), body)
}

fn call(
    random: &mut Rng,
    directory: &str,
    index: usize,
    depth: usize,
    names: &mut Names,
    case: &mut Case,
) -> Tree {
    let name = NAMES[index];
    let variables = module(random, &format!("{directory}/{name}"), depth + 1, case);
    let mut inside = names.clone();
    let (repetition, key) = repetition(random, &mut inside);
    let mut body = vec![Tree::text(format!("  source = \"./{name}\"\n"))];
    body.extend(repetition);
    for variable in &variables {
        if random.u8(..5) > 0 {
            let value = expression(random, &variable.type_, &inside, 2);
            body.push(Tree::argument("  ", variable.name, value));
        }
    }
    let address = format!("module.{name}");
    names.known.push((format!("{address}{key}.o"), Type::String));
    let strings = Type::List(Box::new(Type::String));
    match key {
        "[0]" => names.known.push((format!("{address}[*].o"), strings)),
        "" => {}
        _ => names.known.push((format!("[for k, i in {address} : i.o]"), strings)),
    }
    Tree::block(&format!("module \"{name}\""), body)
}
