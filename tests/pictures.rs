//! Pictures: well made for every fixture, the same bytes every time, whatever names resources have and however many there are.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_project::{
    Analysis, Cancel, Date, Options, PictureForm, PictureOptions, Project, Report,
};
use resilint_syntax::Disk;
use roxmltree::Document;

use super::support::{DATABASE, fixture, run, workspace};

/// A root module that is judged, and drawn as the command line does.
struct Sketch {
    project: Project,
    analysis: Analysis,
    report: Report,
}

impl Sketch {
    fn of(folder: &Path) -> Self {
        let mut sketch = Self::unjudged(folder);
        sketch.report = sketch.project.check(folder, &Cancel::new()).unwrap();
        sketch
    }

    fn unjudged(folder: &Path) -> Self {
        let today: Date = "2026-01-01".parse().unwrap();
        let options = Options { today: Some(today), ..Options::new(folder) };
        let project = Project::open_with(folder, Arc::new(Disk), options).unwrap();
        let analysis = project.analyse(folder, &Cancel::new()).unwrap();
        Self { project, analysis, report: Report::new() }
    }

    fn draw(&self, lose: &[&str], options: &PictureOptions) -> String {
        self.project.picture(&self.analysis, &self.report.findings, lose, options).unwrap()
    }
}

fn picture(folder: &Path, lose: &[&str], options: &PictureOptions) -> String {
    Sketch::of(folder).draw(lose, options)
}

fn svg(title: &str) -> PictureOptions {
    PictureOptions { title: title.to_owned(), ..PictureOptions::default() }
}

/// The texts of the elements with a class.
fn named<'d>(document: &'d Document<'_>, class: &str) -> Vec<roxmltree::Node<'d, 'd>> {
    let has = |node: &roxmltree::Node<'_, '_>| {
        node.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class))
    };
    document.descendants().filter(has).collect()
}

/// The title of an element: what a reader hears, and a pointer shows.
fn title<'d>(node: &roxmltree::Node<'d, 'd>) -> &'d str {
    node.children()
        .find(|child| child.has_tag_name("title"))
        .and_then(|title| title.text())
        .unwrap_or_default()
}

fn card<'d>(document: &'d Document<'_>, address: &str) -> roxmltree::Node<'d, 'd> {
    let found = named(document, "card")
        .into_iter()
        .find(|card| title(card).lines().next() == Some(address));
    found.unwrap_or_else(|| panic!("`{address}` has no card"))
}

/// Folders with Terraform files below a folder.
fn root_modules(folder: &Path) -> Vec<PathBuf> {
    let entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let is_terraform = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "tf");
    let mut found = Vec::new();
    if entries.iter().any(is_terraform) {
        found.push(folder.to_owned());
    } else {
        for folder in entries.iter().filter(|path| path.is_dir()) {
            found.extend(root_modules(folder));
        }
    }
    found.sort();
    found
}

#[test]
fn every_fixture_has_a_well_made_picture() {
    let mut drawn = 0;
    for folder in
        root_modules(&fixture("architectures")).into_iter().chain(root_modules(&fixture("rules")))
    {
        let options = svg("a picture");
        let sketch = Sketch::of(&folder);
        let text = sketch.draw(&[], &options);
        let document =
            Document::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        assert_eq!(text, sketch.draw(&[], &options), "{}", folder.display());
        check_boxes(&folder, &document);
        let flows = PictureOptions { flows: true, ..options };
        Document::parse(&sketch.draw(&[], &flows)).unwrap();
        drawn += named(&document, "card").len();
    }
    assert!(drawn > 300, "{drawn}");
}

/// Cards do not lie on each other, and everything lies inside the picture.
fn check_boxes(folder: &Path, document: &Document<'_>) {
    let number = |node: &roxmltree::Node<'_, '_>, name: &str| -> f64 {
        node.attribute(name).unwrap().parse().unwrap()
    };
    let bodies = named(document, "body");
    let boxes: Vec<[f64; 4]> = bodies
        .iter()
        .map(|body| ["x", "y", "width", "height"].map(|name| number(body, name)))
        .collect();
    let (width, height) =
        (number(&document.root_element(), "width"), number(&document.root_element(), "height"));
    for (at, [x, y, wide, high]) in boxes.iter().enumerate() {
        assert!(
            *x >= 0.0 && *y >= 0.0 && x + wide <= width && y + high <= height,
            "{}",
            folder.display()
        );
        for [other_x, other_y, other_wide, other_high] in boxes.iter().skip(at + 1) {
            let apart = x + wide <= *other_x
                || other_x + other_wide <= *x
                || y + high <= *other_y
                || other_y + other_high <= *y;
            assert!(apart, "{}: two cards overlap", folder.display());
        }
    }
}

#[test]
fn a_small_picture_looks_as_recorded() {
    let folder = fixture("architectures/worked-examples/ex4");
    insta::assert_snapshot!("picture-svg", picture(&folder, &[], &svg("Example 4")));
    for (name, form) in [
        ("picture-mermaid", PictureForm::Mermaid),
        ("picture-dot", PictureForm::Dot),
        ("picture-html", PictureForm::Html),
    ] {
        let text = picture(&folder, &[], &PictureOptions { form, ..svg("Example 4") });
        let graphic = text.find("<svg").zip(text.find("</svg>"));
        let text = graphic
            .map_or(text.clone(), |(start, end)| format!("{}{}", &text[..start], &text[end..]));
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn places_hold_each_other() {
    let text = picture(&fixture("architectures/ha-web-app/as-described"), &[], &svg("x"));
    let document = Document::parse(&text).unwrap();
    let frames = |class: &str| {
        let mut titles: Vec<&str> = named(&document, class)
            .iter()
            .filter(|node| node.has_tag_name("g"))
            .map(title)
            .collect();
        titles.sort_unstable();
        titles
    };
    assert_eq!(frames("region"), ["region eu-west-1", "region us-east-1"]);
    assert_eq!(frames("zone").len(), 6, "three zones in each region");
    let lists = picture(
        &fixture("architectures/ha-web-app/as-described"),
        &[],
        &PictureOptions { form: PictureForm::Dot, ..svg("x") },
    );
    let mut rest = lists.as_str();
    for name in ["region us-east-1", "network network", "zone us-east-1a"] {
        let label = format!("label=\"{name}\"");
        rest = rest.split_once(&label).unwrap_or_else(|| panic!("{name} is not inside")).1;
    }
    // Glue has no card of its own, but its owner says that it is there.
    assert!(!text.contains(">aws_lb_listener"));
    assert!(
        title(&card(&document, "module.assets_us.aws_s3_bucket.this"))
            .contains("aws_s3_bucket_policy")
    );
}

#[test]
fn what_dies_is_marked() {
    let folder = fixture("architectures/ha-web-app/degraded");
    let text = picture(&folder, &["az:us-east-1a"], &svg("x"));
    let document = Document::parse(&text).unwrap();
    let state = |address: &str| card(&document, address).attribute("class").unwrap().to_owned();
    assert!(state("module.us.module.network.aws_nat_gateway.this").contains(" lost"));
    assert!(!state("module.eu.module.network.aws_nat_gateway.this").contains(" lost"));
    let zones = named(&document, "zone");
    let lost: Vec<&str> = zones
        .iter()
        .filter(|zone| zone.attribute("class").unwrap().contains("lost"))
        .map(title)
        .collect();
    assert_eq!(lost, ["zone us-east-1a\nlost in this failure"]);
    let region = picture(&folder, &["region:us-east-1"], &svg("x"));
    assert!(region.matches(" lost\"").count() > text.matches(" lost\"").count());
}

#[test]
fn wrong_wishes_are_refused() {
    let folder = fixture("architectures/ha-web-app/degraded");
    let focus = run(&folder, &["graph", "--format", "svg", "--focus", "aws_db_instance.primry"]);
    assert_eq!(focus.code, 2);
    assert!(focus.stderr.contains("did you mean `aws_db_instance.primary`?"), "{}", focus.stderr);
    let lose = run(&folder, &["graph", "--format", "svg", "--lose", "az:mars-1a"]);
    assert_eq!(lose.code, 2);
    assert!(lose.stderr.contains("`az:us-east-1a`"), "{}", lose.stderr);
}

#[test]
fn a_focus_shows_what_is_near() {
    let folder = fixture("architectures/ha-web-app/degraded");
    let sketch = Sketch::of(&folder);
    let focused = |focus: &str, depth| {
        let options = PictureOptions { focus: Some(focus.to_owned()), depth, ..svg("x") };
        sketch.draw(&[], &options)
    };
    let cards = |text: &str| named(&Document::parse(text).unwrap(), "card").len();
    let near = focused("aws_db_instance.primary", 1);
    assert!(
        near.contains("aws_db_instance.reader_eu")
            && !near.contains("aws_cloudfront_distribution.app")
    );
    assert!(cards(&near) < cards(&focused("aws_db_instance.primary", 3)));
    // What is glue otherwise is drawn when it is asked for, with what it is glued to.
    let glue = focused("aws_security_group.database_us", 1);
    assert!(
        glue.contains("aws_security_group.database_us") && glue.contains("aws_db_instance.primary")
    );
    // A network stands for what is in it.
    let network = focused("module.eu.module.network.aws_vpc.this", 0);
    assert!(
        network.contains("module.eu.module.web.aws_lb.this")
            && !network.contains("module.us.module.web.aws_lb.this")
    );
}

#[test]
fn names_do_no_harm() {
    let hostile = "</text><script>alert(1)</script>\\\"'&\\u202e--%% end\\n%{";
    let text = DATABASE.replace("resource \"aws_db_instance\" \"main\" {", &format!("resource \"aws_db_instance\" \"main\" {{\n  for_each = toset([\"{hostile}\", \"plain\"])"));
    let folder = workspace(&[("main.tf", &text.replace("%{", "%%{"))]);
    for form in [PictureForm::Svg, PictureForm::Html, PictureForm::Mermaid, PictureForm::Dot] {
        let text = picture(folder.path(), &[], &PictureOptions { form, ..svg("<i>&\u{0}") });
        assert!(
            !text.contains("<script") && !text.contains('\u{202e}') || form == PictureForm::Dot,
            "{text}"
        );
        if form == PictureForm::Svg {
            let document = Document::parse(&text).unwrap();
            assert!(title(&document.root_element()).starts_with("<i>&"));
            assert!(named(&document, "card").iter().any(|card| title(card).contains("alert(1)")));
        }
    }
}

#[test]
fn a_thousand_resources_stay_a_picture() {
    let mut text = String::from("provider \"aws\" {\n  region = \"eu-west-1\"\n}\n");
    for number in 0..1000 {
        let kind = ["aws_sqs_queue", "aws_dynamodb_table", "aws_s3_bucket", "aws_lb"][number % 4];
        writeln!(text, "resource \"{kind}\" \"r{number}\" {{\n  name = \"r{number}\"\n}}").unwrap();
    }
    let folder = workspace(&[("main.tf", &text)]);
    let sketch = Sketch::unjudged(folder.path());
    let drawn = |most| sketch.draw(&[], &PictureOptions { most, ..svg("x") });
    let text = drawn(150);
    let document = Document::parse(&text).unwrap();
    assert!(named(&document, "card").len() <= 150);
    assert!(
        text.contains("1000 resources: those that are alike are drawn as one"),
        "the picture says so"
    );
    let few = drawn(2);
    assert!(
        named(&Document::parse(&few).unwrap(), "card").len() <= 2 && few.contains("are not drawn")
    );
}
