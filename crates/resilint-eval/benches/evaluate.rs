//! What evaluation costs, as ratios within one run: calls with equal arguments are evaluated once, a large count costs what a small one costs, and the cost
//! grows with the number of instances.

use std::path::Path;
use std::time::{Duration, Instant};

use resilint_config::{LoadOptions, Modules, load, normalize_path};
use resilint_eval::{Inputs, evaluate};
use resilint_syntax::{Files, Memory};

/// A module with as much in it as a usual one: variables with object types, locals over them, repeated resources, outputs.
const MODULE: &str = r#"
variable "name" {
  type = string
}

variable "settings" {
  type = object({
    zones = optional(list(string), ["a", "b", "c"])
    tags  = optional(map(string), {})
    rules = optional(map(object({ port = number, cidrs = optional(list(string), ["10.0.0.0/8"]) })), {
      http  = { port = 80 }
      https = { port = 443, cidrs = ["0.0.0.0/0"] }
    })
  })
  default = {}
}

locals {
  tags     = merge({ Name = var.name, Managed = "yes" }, var.settings.tags)
  pairs    = flatten([for name, rule in var.settings.rules : [for cidr in rule.cidrs : { key = "${name}-${cidr}", port = rule.port, cidr = cidr }]])
  rules    = { for pair in local.pairs : pair.key => pair }
  cidrs    = [for index, zone in var.settings.zones : cidrsubnet("10.0.0.0/16", 8, index)]
  template = "zone $${zone} of $${name}"
}

resource "aws_subnet" "this" {
  count             = length(var.settings.zones)
  cidr_block        = local.cidrs[count.index]
  availability_zone = "eu-west-1${var.settings.zones[count.index]}"
  tags              = merge(local.tags, { Zone = var.settings.zones[count.index] })
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-"
  tags        = local.tags

  dynamic "ingress" {
    for_each = local.rules

    content {
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = "tcp"
      cidr_blocks = [ingress.value.cidr]
    }
  }
}

resource "aws_instance" "this" {
  for_each               = toset(var.settings.zones)
  subnet_id              = aws_subnet.this[index(var.settings.zones, each.key)].id
  vpc_security_group_ids = [aws_security_group.this.id]
  user_data              = templatestring(local.template, { name = var.name, zone = each.key })
  tags                   = merge(local.tags, { Name = format("%s-%s", var.name, each.key) })
}

output "subnet_ids" {
  value = aws_subnet.this[*].id
}

output "instances" {
  value = { for zone, instance in aws_instance.this : zone => instance.id }
}
"#;

/// Runs are repeated until they have taken so long together.
const ENOUGH: Duration = Duration::from_millis(400);
/// Instances of one call that are told apart; more would be one instance with a multiplicity.
const PER_CALL: usize = 100;

fn main() {
    let one = cost(&calls(1, "\"same\""));
    tell("one call of a module", one, one);
    tell("1,000 calls with equal arguments", cost(&calls(1_000, "\"same\"")), one);
    tell(
        "1,000 calls with different arguments",
        cost(&calls(1_000, "\"BLOCK-${count.index}\"")),
        one,
    );
    let single = cost(&counted(1));
    tell("count = 1", single, single);
    tell("count = 100000", cost(&counted(100_000)), single);
    let base = cost(&distinct(250));
    for factor in [1, 2, 4, 8] {
        tell(
            &format!("{} instances of their own", 250 * factor),
            cost(&distinct(250 * factor)),
            base,
        );
    }
    tell("a large cluster: 24 calls, 40 rules each", cost(&cluster()), one);
}

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn tell(what: &str, cost: Duration, base: Duration) {
    let ratio = cost.as_secs_f64() / base.as_secs_f64();
    println!("{what:<44}{:>12.3} ms{ratio:>10.2} times", cost.as_secs_f64() * 1e3);
}

/// How long the evaluation of a root module takes; reading and parsing do not count.
fn cost(root: &str) -> Duration {
    let fs = Memory::new();
    let directory = normalize_path(Path::new("/bench"));
    fs.insert(directory.join("main.tf"), root);
    fs.insert(directory.join("module/main.tf"), MODULE);
    let (files, modules) = (Files::new(), Modules::new());
    let options = LoadOptions::new(&directory);
    let (configuration, _) = load(&files, &fs, &directory, &options, &modules);
    let clock = Instant::now();
    let started = now(clock);
    for runs in 1.. {
        let evaluation = evaluate(&configuration, &files, &fs, &Inputs::default());
        assert!(!evaluation.instances.is_empty(), "there is something to evaluate");
        let elapsed = now(clock).saturating_sub(started);
        if elapsed >= ENOUGH {
            return elapsed / runs;
        }
    }
    Duration::ZERO
}

/// The time that this thread had a processor, where the system tells it; else the time that has gone by.
#[expect(clippy::disallowed_methods, reason = "the system tells it in a file")]
fn now(clock: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.as_deref().and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| clock.elapsed(), Duration::from_nanos)
}

fn calls(count: usize, name: &str) -> String {
    let each = count.min(PER_CALL);
    let block = |index: usize| {
        let name = name.replace("BLOCK", &index.to_string());
        format!(
            "module \"m{index}\" {{\n  source = \"./module\"\n  count  = {each}\n  name   = {name}\n}}\n"
        )
    };
    (0..count / each).map(block).collect()
}

fn counted(count: usize) -> String {
    format!(
        "resource \"aws_instance\" \"web\" {{\n  count = {count}\n  tags  = {{ Name = \"web-${{count.index}}\" }}\n}}\n"
    )
}

fn distinct(count: usize) -> String {
    let keys = (0..count).map(|index| format!("    n{index} = {{ size = {index} }}\n"));
    let map: String = keys.collect();
    let resource = r#"
resource "aws_instance" "web" {
  for_each      = local.all
  instance_type = each.value.size > 3 ? "t3.large" : "t3.micro"
  tags          = merge({ Name = each.key }, { Size = each.value.size })
}
"#;
    format!("locals {{\n  all = {{\n{map}  }}\n}}\n{resource}")
}

fn cluster() -> String {
    let block = |index: usize| {
        format!(
            r#"
module "pool{index}" {{
  source = "./module"
  name   = "pool{index}"

  settings = {{
    zones = ["a", "b", "c"]
    tags  = {{ Pool = "{index}" }}
    rules = {{ for port in range(8000, 8020) : "p${{port}}" => {{ port = port, cidrs = ["10.0.0.0/8", "192.168.0.0/16"] }} }}
  }}
}}
"#
        )
    };
    (0..24).map(block).collect()
}
