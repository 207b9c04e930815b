#[test]
fn skeleton() {}
