//! Whatever the arguments, a function answers or refuses: it never panics, and what numbers print reads back.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use resilint_eval::{
    NoFiles, Number, Reason, Type, Value, call, convert, equals, to_json_text, unify,
};

/// Every function, as listed by Terraform.
fn names() -> Vec<String> {
    let table: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(include_str!("../../src/functions/signatures.json")).unwrap();
    table.into_keys().collect()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9./:{}\\[\\]()%$^*+?|,\\-\"\n \\\\]{0,12}",
        "\\PC{0,8}",
        Just("10.0.0.0/8".to_owned()),
        Just("2020-02-29T12:00:00+01:00".to_owned()),
        Just("1h30m".to_owned()),
    ]
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        (-5i64..40).prop_map(Number::from),
        any::<i64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("finite", Number::from_f64),
        "-?[0-9]{1,40}(\\.[0-9]{1,20})?(e-?[0-9]{1,3})?"
            .prop_filter_map("a number", |text| Number::parse(&text)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let unknown = |type_: Type| Value::unknown(type_, Reason::Expansion);
    let leaf = prop_oneof![
        4 => text().prop_map(Value::from),
        4 => number().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::null(Type::Any)),
        1 => Just(unknown(Type::Any)),
        1 => Just(unknown(Type::String)),
        1 => Just(unknown(Type::Number.list())),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::tuple),
            btree_map("[a-c]{1,2}".prop_map(Into::into), inner.clone(), 0..4)
                .prop_map(Value::object),
            vec(inner.clone(), 0..4)
                .prop_map(|elements| converted(&Value::tuple(elements), &Type::Any.list())),
            vec(inner, 0..4)
                .prop_map(|elements| converted(&Value::tuple(elements), &Type::Any.set())),
        ]
    })
}

fn converted(value: &Value, type_: &Type) -> Value {
    convert(value, type_).unwrap_or_else(|_| value.clone())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn functions_never_panic(arguments in vec(value(), 0..4)) {
        for name in names() {
            if let Ok(result) = call(&name, arguments.clone(), &NoFiles) {
                let _ = (to_json_text(&result), result.to_json(), result.deep_marks());
            }
        }
    }

    #[test]
    fn values_equal_themselves_and_convert_to_their_common_type(left in value(), right in value()) {
        if left.is_wholly_known() {
            assert_eq!(equals(&left, &left).as_bool(), Some(true));
        }
        assert_eq!(equals(&left, &right).as_bool(), equals(&right, &left).as_bool());
        if let Some(common) = unify(&[left.type_of(), right.type_of()]).filter(|common| !common.contains_any()) {
            // Only what a string says may still stand in the way, and Terraform leaves the elements of a set as they are that has unknown ones.
            if let Ok(once) = convert(&left, &common) && once.type_of() == common {
                assert_eq!(convert(&once, &common), Ok(once));
            }
        }
    }

    #[test]
    fn numbers_read_back(number in number(), other in number()) {
        let text = number.to_string();
        assert_eq!(Number::parse(&text).map(|read| read.to_string()), Some(text));
        assert_eq!(number.cmp(&other), other.cmp(&number).reverse());
        if let Some(sum) = number.add(&other).filter(|_| number.is_integer() && other.is_integer()) {
            assert!(sum.is_integer());
        }
    }
}
