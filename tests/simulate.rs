//! `resilint simulate`: what is asked, what comes out, and the exit code.

use serde_json::Value;

use super::support::{DATABASE, Run, fixture, run, workspace};

const TWO_ZONES: &str = r#"
provider "aws" {
  region = "eu-west-1"
}

resource "aws_subnet" "a" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_lb" "app" {
  name    = "app"
  subnets = [aws_subnet.a.id, aws_subnet.b.id]
}

resource "aws_lb_target_group" "app" {
  name = "app"
  port = 80
}

resource "aws_lb_listener" "app" {
  load_balancer_arn = aws_lb.app.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}

resource "aws_autoscaling_group" "app" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
  target_group_arns   = [aws_lb_target_group.app.arn]
}
"#;

const STORE: &str = r#"
resource "aws_db_instance" "orders" {
  allocated_storage       = 20
  engine                  = "postgres"
  instance_class          = "db.t4g.medium"
  availability_zone       = "eu-west-1a"
  multi_az                = false
  backup_retention_period = 0
}
"#;

/// The verdict of an entry when something is lost.
fn verdict<'j>(json: &'j Value, lost: &str, entry: &str) -> &'j Value {
    let scenarios = json["scenarios"].as_array().unwrap();
    let scenario = scenarios.iter().find(|one| one["lose"][0] == lost).unwrap();
    let entries = scenario["entries"].as_array().unwrap();
    &entries.iter().find(|one| one["address"] == entry).unwrap()["verdict"]
}

fn simulate(files: &[(&str, &str)], arguments: &[&str]) -> Run {
    let folder = workspace(files);
    run(folder.path(), &[&["simulate"], arguments].concat())
}

#[test]
fn a_comment_tells_what_the_text_does_not() {
    let plain = format!("{TWO_ZONES}{STORE}");
    let json = simulate(&[("main.tf", &plain)], &["--format", "json"]).json();
    assert_eq!(verdict(&json, "az:eu-west-1a", "aws_lb.app"), "survives");
    for (comment, expected) in [
        ("# resilint:depends-on aws_db_instance.orders", "fails"),
        ("# resilint:depends-on aws_db_instance.orders soft", "survives"),
    ] {
        let text = plain.replace(
            "resource \"aws_autoscaling_group\"",
            &format!("{comment}\nresource \"aws_autoscaling_group\""),
        );
        let json = simulate(&[("main.tf", &text)], &["--format", "json"]).json();
        assert_eq!(verdict(&json, "az:eu-west-1a", "aws_lb.app"), expected, "{comment}");
    }
}

#[test]
fn a_comment_in_a_module_means_the_modules_own() {
    let module = format!("{TWO_ZONES}{STORE}")
        .replace("  min_size ", "  # resilint:depends-on aws_db_instance.orders\n  min_size ");
    let module = module.replace("provider \"aws\" {\n  region = \"eu-west-1\"\n}\n", "");
    let main = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\nmodule \"shop\" {\n  for_each = toset([\"x\"])\n  source   = \"./shop\"\n}\n";
    let found = simulate(&[("main.tf", main), ("shop/main.tf", &module)], &["--format", "json"]);
    let json = found.json();
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 0, "{}", found.stdout);
    assert_eq!(verdict(&json, "az:eu-west-1a", "module.shop[\"x\"].aws_lb.app"), "fails");
}

#[test]
fn a_comment_that_names_nothing_is_told() {
    let text = format!("# resilint:depends-on aws_db_instance.order\n{}", STORE.trim_start());
    let found = simulate(&[("main.tf", &text)], &["--format", "json"]);
    let diagnostic = &found.json()["diagnostics"][0];
    assert_eq!(diagnostic["code"], "unmatched-dependency");
    assert_eq!(diagnostic["help"], "did you mean `aws_db_instance.orders`?");
}

const DATABASES: &str = r#"
resource "aws_instance" "primary" {
  ami               = "ami-0123456789abcdef0"
  instance_type     = "m7g.large"
  availability_zone = "eu-west-1a"
}

resource "aws_instance" "standby" {
  ami               = "ami-0123456789abcdef0"
  instance_type     = "m7g.large"
  availability_zone = "eu-west-1b"
}
"#;

#[test]
fn a_declared_standby_takes_the_place_of_a_database_on_an_instance() {
    let text = format!("{TWO_ZONES}{DATABASES}")
        .replace("  min_size ", "  # resilint:depends-on aws_instance.primary\n  min_size ");
    let standby =
        "[[standby]]\nprimary = \"aws_instance.primary\"\nstandby = \"aws_instance.standby\"\n";
    let lost = |settings: &str| {
        let files = [("main.tf", text.as_str()), ("resilint.toml", settings)];
        let json = simulate(&files, &["--format", "json", "--lose", "az:eu-west-1a"]).json();
        assert_eq!(json["diagnostics"], serde_json::json!([]));
        let entries = json["scenarios"][0]["entries"].as_array().unwrap();
        // What nothing leads to is judged by itself, unless it stands by.
        assert_eq!(entries.len(), if settings.is_empty() { 2 } else { 1 });
        let entry = entries.iter().find(|entry| entry["address"] == "aws_lb.app").unwrap();
        let rto = &entry["rto_seconds"]["runbook"];
        let plain = [&entry["verdict"], rto, &entry["rpo_seconds"], &entry["manual"]];
        plain.map(ToString::to_string).join(" ")
    };
    // Notice (900 s), promote (900 s), verify (120 s); an asynchronous copy lags a minute.
    assert_eq!(lost(""), "\"fails\" null null false");
    assert_eq!(lost(standby), "\"recovers\" 1920 60 true");
    let by_runbook = format!("{standby}lag = \"5s\"\npromotion = \"runbook\"\ntakes = \"4m\"\n");
    assert_eq!(lost(&by_runbook), "\"recovers\" 1260 5 true");
    let by_itself =
        format!("{standby}copy = \"sync\"\npromotion = \"automatic\"\ntakes = \"90s\"\n");
    assert_eq!(lost(&by_itself), "\"survives\" 90 0 false");
}

#[test]
fn a_pair_that_takes_over_by_itself_is_as_available_as_a_pair() {
    let volumes = ["primary", "standby"].map(|name| {
        let zone = if name == "primary" { "a" } else { "b" };
        format!(
            "resource \"aws_ebs_volume\" \"{name}\" {{\n  availability_zone = \"eu-west-1{zone}\"\n  size = 100\n}}\n\nresource \"aws_volume_attachment\" \"{name}\" {{\n  device_name = \"/dev/sdf\"\n  volume_id = aws_ebs_volume.{name}.id\n  instance_id = aws_instance.{name}.id\n}}\n"
        )
    });
    let text = format!(
        "provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\n{DATABASES}{}",
        volumes.concat()
    );
    let standby = "[[standby]]\nprimary = \"aws_instance.primary\"\nstandby = \"aws_instance.standby\"\npromotion = ";
    let found = |promotion: &str| {
        let settings = format!("{standby}\"{promotion}\"\n");
        let files = [("main.tf", text.as_str()), ("resilint.toml", &settings)];
        let json = simulate(&files, &["--format", "json"]).json();
        // A volume is judged with the instance that it is attached to.
        let [estimate] = json["availability"].as_array().unwrap().as_slice() else {
            panic!("one entry: {}", json["availability"])
        };
        let percent = |name: &str| format!("{:.4}", estimate[name].as_f64().unwrap() * 100.0);
        ["floor", "independent", "ceiling"].map(percent)
    };
    assert_eq!(found("runbook"), ["99.4000", "99.4005", "99.5000"]);
    assert_eq!(found("automatic"), ["99.4000", "99.9964", "100.0000"]);
}

#[test]
fn a_health_check_that_follows_an_alarm_is_as_fast_as_that() {
    let name = |region: &str, kind: &str| {
        format!(
            r#"
provider "aws" {{
  alias  = "{region}"
  region = "{region}"
}}

resource "aws_lb" "{kind}" {{
  provider = aws.{region}
  subnets  = ["subnet-1", "subnet-2"]
}}

resource "aws_cloudwatch_metric_alarm" "{kind}" {{
  provider            = aws.{region}
  alarm_name          = "{kind}"
  comparison_operator = "LessThanThreshold"
  evaluation_periods  = 5
  metric_name         = "HealthyHostCount"
  namespace           = "AWS/ApplicationELB"
  period              = 120
  statistic           = "Minimum"
  threshold           = 1
}}

resource "aws_route53_health_check" "{kind}" {{
  type                            = "CLOUDWATCH_METRIC"
  cloudwatch_alarm_name           = aws_cloudwatch_metric_alarm.{kind}.alarm_name
  cloudwatch_alarm_region         = "{region}"
  insufficient_data_health_status = "Unhealthy"
}}

resource "aws_route53_record" "{kind}" {{
  zone_id         = "Z1"
  name            = "app"
  type            = "CNAME"
  ttl             = 60
  set_identifier  = "{kind}"
  health_check_id = aws_route53_health_check.{kind}.id
  records         = [aws_lb.{kind}.dns_name]

  failover_routing_policy {{
    type = "{kind}"
  }}
}}
"#
        )
    };
    let text = [name("eu-west-1", "PRIMARY"), name("eu-central-1", "SECONDARY")].concat();
    let found = simulate(&[("main.tf", &text)], &["--lose", "region:eu-west-1"]);
    assert!(found.stdout.contains("  11 min  "), "{}", found.stdout);
}

#[test]
fn a_standby_that_names_nothing_is_told() {
    let settings =
        "[[standby]]\nprimary = \"aws_instance.primary\"\nstandby = \"aws_instance.standbi\"\n";
    let files = [("main.tf", DATABASES), ("resilint.toml", settings)];
    let diagnostic = &simulate(&files, &["--format", "json"]).json()["diagnostics"][0];
    assert_eq!(diagnostic["code"], "unmatched-standby");
    assert_eq!(diagnostic["help"], "did you mean `aws_instance.standby`?");
    let settings = settings.replace("standbi\"", "standby\"\ncopy = \"asynch\"");
    let found = simulate(&[("main.tf", DATABASES), ("resilint.toml", &settings)], &[]);
    assert_eq!(found.code, 2, "{}", found.stderr);
}

#[test]
fn a_balancer_in_unknown_subnets_may_span_zones() {
    let text = TWO_ZONES.replace(
        "  subnets = [aws_subnet.a.id, aws_subnet.b.id]\n",
        "  subnets = data.aws_subnets.all.ids\n",
    );
    let data = "data \"aws_subnets\" \"all\" {\n  filter {\n    name   = \"vpc-id\"\n    values = [\"vpc-1\"]\n  }\n}\n";
    let text = format!("{text}{data}");
    let json = simulate(&[("main.tf", &text)], &["--format", "json"]).json();
    assert_eq!(verdict(&json, "az:eu-west-1/*", "aws_lb.app"), "unknown");
    assert_eq!(verdict(&json, "region:eu-west-1", "aws_lb.app"), "fails");
}

#[test]
fn what_cannot_be_delivered_is_not_needed() {
    let text = r#"
provider "aws" {
  region = "eu-west-1"
}

resource "aws_sqs_queue" "dead" {
  name = "dead"
}

resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.dead.arn }]
  })
}

resource "aws_lambda_function" "app" {
  function_name = "app"
  role          = aws_iam_role.app.arn

  dead_letter_config {
    target_arn = aws_sqs_queue.dead.arn
  }
}

resource "aws_lambda_function_url" "app" {
  function_name      = aws_lambda_function.app.function_name
  authorization_type = "NONE"
}
"#;
    let lose = ["--format", "json", "--lose", "aws_sqs_queue.dead"];
    let json = simulate(&[("main.tf", text)], &lose).json();
    let entry = &json["scenarios"][0]["entries"][0];
    assert_eq!(
        (&entry["verdict"], &entry["degraded"][0]),
        (&"survives".into(), &"aws_sqs_queue.dead".into())
    );
}

#[test]
fn brokers_need_their_quorum() {
    let stream = |subnets: &str, brokers: u32| {
        format!(
            "{}\nresource \"aws_subnet\" \"c\" {{\n  vpc_id            = \"vpc-1\"\n  cidr_block        = \"10.0.2.0/24\"\n  availability_zone = \"eu-west-1c\"\n}}\n\nresource \"aws_msk_cluster\" \"events\" {{\n  cluster_name           = \"events\"\n  kafka_version          = \"3.8.x\"\n  number_of_broker_nodes = {brokers}\n\n  broker_node_group_info {{\n    instance_type   = \"kafka.m7g.large\"\n    client_subnets  = [{subnets}]\n    security_groups = []\n  }}\n}}\n",
            TWO_ZONES.replace(
                "  min_size ",
                "  # resilint:depends-on aws_msk_cluster.events\n  min_size "
            )
        )
    };
    let all = "aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id";
    let two = "aws_subnet.a.id, aws_subnet.b.id";
    // In three zones a topic is written with two of its three copies, in two zones with one of two.
    for (subnets, brokers, lose, expected) in [
        (all, 3, "az:eu-west-1c", "survives"),
        (all, 6, "az:eu-west-1c", "survives"),
        (two, 2, "az:eu-west-1b", "survives"),
        (all, 3, "az:eu-west-1b,az:eu-west-1c", "fails"),
        (all, 6, "az:eu-west-1b,az:eu-west-1c", "fails"),
    ] {
        let text = stream(subnets, brokers);
        let json = simulate(&[("main.tf", &text)], &["--format", "json", "--lose", lose]).json();
        let entry = &json["scenarios"][0]["entries"][0];
        assert_eq!(entry["verdict"], expected, "{brokers} brokers without {lose}: {entry}");
    }
}

#[test]
fn what_nothing_uses_cannot_be_lost() {
    let found = simulate(&[("main.tf", DATABASE)], &["--lose", "az:us-east-1a"]);
    assert_eq!(found.code, 2);
    assert_eq!(
        found.stderr,
        "resilint: nothing uses `az:us-east-1a`; in use are `az:eu-west-1a`, `az:eu-west-1b`, `az:eu-west-1c`, `provider:aws`, `region:eu-west-1`\n"
    );
    let found = simulate(&[("main.tf", DATABASE)], &["--partition", "eu-west-1"]);
    assert_eq!(found.code, 2, "{}", found.stderr);
    assert!(found.stderr.contains("does not name two sides"), "{}", found.stderr);
}

#[test]
fn the_exit_code_follows_the_objectives() {
    let text = format!("{TWO_ZONES}{STORE}")
        .replace("  min_size ", "  # resilint:depends-on aws_db_instance.orders\n  min_size ");
    let code = |settings: &str, arguments: &[&str]| {
        simulate(&[("main.tf", &text), ("resilint.toml", settings)], arguments).code
    };
    assert_eq!(code("", &[]), 1);
    assert_eq!(code("", &["--exit-zero"]), 0);
    assert_eq!(code("[objectives]\nsurvive = \"none\"\n", &[]), 0);
    assert_eq!(code("", &["--lose", "az:eu-west-1b"]), 0);
    assert_eq!(code("", &["--lose", "az:eu-west-1b", "--lose", "az:eu-west-1a"]), 1);
    assert_eq!(code("[simulation]\nverfy = 1\n", &["--exit-zero"]), 2);
}

#[test]
fn several_root_modules_are_a_section_each() {
    let files = [("one/main.tf", DATABASE), ("two/main.tf", TWO_ZONES)];
    let found = simulate(&files, &["--format", "json", "--lose", "az:eu-west-1a"]);
    let json = found.json();
    let roots: Vec<&str> =
        json.as_array().unwrap().iter().map(|one| one["root"].as_str().unwrap()).collect();
    assert_eq!(roots, ["one", "two"], "{}", found.stderr);
}

#[test]
fn a_resiliency_policy_is_a_promise() {
    let policy = r#"
resource "aws_resiliencehub_resiliency_policy" "shop" {
  name = "shop"
  tier = "Critical"
  policy {
    region {
      rto = "1h0m0s"
      rpo = "5m0s"
    }
    az {
      rto_in_secs = 60
      rpo_in_secs = 0
    }
    hardware {
      rto = "10s"
      rpo = "0s"
    }
    software {
      rto = "1h"
      rpo = "1h"
    }
  }
}
"#;
    let text = format!("{TWO_ZONES}{policy}");
    let json = simulate(&[("main.tf", &text)], &["--format", "json"]).json();
    let objectives: Vec<String> = json["objectives"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["name"] == "rto")
        .map(|one| format!("{} {} {}", one["workload"], one["target"], one["met"]))
        .collect();
    let address = "aws_resiliencehub_resiliency_policy.shop";
    assert_eq!(
        objectives,
        [format!("\"{address}, az\" 60.0 \"yes\""), format!("\"{address}, region\" 3600.0 \"no\"")]
    );
}

#[test]
fn the_json_has_the_promised_shape() {
    let folder = fixture("architectures/worked-examples/ex1");
    let json = run(&folder, &["simulate", "--format", "json", "--lose", "region:us-east-1"]).json();
    for key in ["schema_version", "root", "domains", "scenarios", "availability", "objectives"] {
        assert!(!json[key].is_null(), "{key}");
    }
    let entry = &json["scenarios"][0]["entries"][0];
    for key in [
        "address",
        "members",
        "verdict",
        "degraded",
        "split_brain",
        "path",
        "because",
        "rto_seconds",
        "rpo_seconds",
        "manual",
        "capacity",
    ] {
        assert!(!entry[key].is_null(), "{key}");
    }
    let because = &entry["because"][0];
    assert_eq!(
        (&because["address"], &because["file"]),
        (&"aws_db_instance.orders".into(), &"data.tf".into())
    );
}

#[test]
fn other_forms_are_written_to_files() {
    let folder = workspace(&[("main.tf", TWO_ZONES)]);
    let found =
        run(folder.path(), &["simulate", "--output", "json=a.json", "--output", "markdown=a.md"]);
    assert!(found.stdout.starts_with(".: "), "{}", found.stdout);
    let json = std::fs::read_to_string(folder.path().join("a.json")).unwrap();
    assert!(serde_json::from_str::<Value>(&json).unwrap()["scenarios"].is_array());
    let markdown = std::fs::read_to_string(folder.path().join("a.md")).unwrap();
    assert!(markdown.starts_with("<!-- resilint simulate -->\n### .: "), "{markdown}");
    assert!(markdown.contains("| `az:eu-west-1a` | `aws_lb.app` | 🟢 survives |"), "{markdown}");
}

/// The disaster scenarios of the architectures' documents, by name: the architecture, and what is lost.
const DISASTERS: &[(&str, &str, &[&str])] = &[
    // D1, a regional outage.
    ("d1-multi-region-dr", "multi-region-dr/as-described", &["--lose", "region:us-east-1"]),
    ("d1-multi-region-dr-degraded", "multi-region-dr/degraded", &["--lose", "region:us-east-1"]),
    ("d1-scalable-banking", "scalable-banking/as-described", &["--lose", "region:us-east-1"]),
    ("d1-ha-web-app", "ha-web-app/as-described", &["--lose", "region:us-east-1"]),
    ("d1-eks-platform", "eks-platform/as-described", &["--lose", "region:eu-central-1"]),
    // D2, a database fails: the store, the zone of its writer, the store and its region's standby.
    (
        "d2-writer",
        "multi-region-dr/as-described",
        &["--lose", "module.database.aws_rds_cluster_instance.primary[0]"],
    ),
    (
        "d2-writer-and-standby",
        "multi-region-dr/as-described",
        &[
            "--lose",
            "module.database.aws_rds_cluster_instance.primary[0],module.database.aws_rds_cluster_instance.primary[1]",
        ],
    ),
    ("d2-zone-of-the-writer", "ha-web-app/as-described", &["--lose", "az:us-east-1a"]),
    ("d2-zone-of-the-writer-degraded", "ha-web-app/degraded", &["--lose", "az:us-east-1/*"]),
    // D3, a network partition.
    ("d3-multi-region-dr", "multi-region-dr/as-described", &["--partition", "us-east-1/eu-west-1"]),
    ("d3-ha-web-app", "ha-web-app/as-described", &["--partition", "us-east-1/eu-west-1"]),
    // D4, a zone is lost.
    ("d4-scalable-banking", "scalable-banking/as-described", &["--lose", "az:us-east-1a"]),
    ("d4-eks-platform", "eks-platform/as-described", &["--lose", "az:eu-central-1a"]),
    // D5, an instance; D6, a provider; D7, something that all depend on.
    (
        "d5-instance",
        "scalable-banking/as-described",
        &["--lose", "module.postgres[\"master\"].aws_instance.this"],
    ),
    ("d6-provider", "multi-region-dr/as-described", &["--lose", "provider:aws"]),
    ("d7-gateway", "eks-platform/degraded", &["--lose", "module.platform.aws_nat_gateway.main"]),
    ("d7-key", "multi-region-dr/as-described", &["--lose", "aws_kms_key.primary"]),
];

#[test]
fn disasters_come_out_as_recorded() {
    for (name, folder, arguments) in DISASTERS {
        let folder = fixture(&format!("architectures/{folder}"));
        let found = run(&folder, &[&["simulate"], *arguments].concat());
        let text = format!("exit code {}\n{}{}", found.code, found.stderr, found.stdout);
        insta::assert_snapshot!(*name, text);
    }
}
