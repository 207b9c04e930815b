//! Walks the syntax tree of a policy.

use std::collections::BTreeSet;

use regorus::unstable::{AssignOp, Expr, Literal, LiteralStmt, Query, Rule, RuleAssign, RuleHead};

/// What a walk meets.
pub(crate) enum Node<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// What stands behind a `not`; it is visited as an expression too.
    Negation(&'a Expr),
    /// The name of a local variable, where it is declared.
    Local(&'a str),
}

/// Visits every expression of a rule, outermost first.
pub(crate) fn visit(rule: &Rule, visitor: &mut dyn FnMut(Node<'_>)) {
    match rule {
        Rule::Default { args, value, .. } => {
            args.iter().for_each(|arg| expression(arg, visitor));
            expression(value, visitor);
        }
        Rule::Spec { head, bodies, .. } => {
            visit_head(head, visitor);
            for body in bodies {
                visit_assign(body.assign.as_ref(), visitor);
                query(&body.query, visitor);
            }
        }
    }
}

fn visit_head(head: &RuleHead, visitor: &mut dyn FnMut(Node<'_>)) {
    match head {
        RuleHead::Compr { refr, assign, .. } => {
            expression(refr, visitor);
            visit_assign(assign.as_ref(), visitor);
        }
        RuleHead::Set { refr, key, .. } => {
            expression(refr, visitor);
            key.iter().for_each(|key| expression(key, visitor));
        }
        RuleHead::Func { refr, args, assign, .. } => {
            expression(refr, visitor);
            for arg in args {
                declare(arg, visitor);
                expression(arg, visitor);
            }
            visit_assign(assign.as_ref(), visitor);
        }
    }
}

fn visit_assign(assign: Option<&RuleAssign>, visitor: &mut dyn FnMut(Node<'_>)) {
    if let Some(assign) = assign {
        expression(&assign.value, visitor);
    }
}

/// The variables of a pattern.
fn declare(pattern: &Expr, visitor: &mut dyn FnMut(Node<'_>)) {
    match pattern {
        Expr::Var { span, .. } => visitor(Node::Local(span.text())),
        Expr::Array { items, .. } => items.iter().for_each(|item| declare(item, visitor)),
        Expr::Object { fields, .. } => {
            fields.iter().for_each(|(_, _, value)| declare(value, visitor))
        }
        _ => {}
    }
}

fn query(query: &Query, visitor: &mut dyn FnMut(Node<'_>)) {
    query.stmts.iter().for_each(|stmt| statement(stmt, visitor));
}

fn statement(stmt: &LiteralStmt, visitor: &mut dyn FnMut(Node<'_>)) {
    match &stmt.literal {
        Literal::SomeVars { vars, .. } => {
            vars.iter().for_each(|span| visitor(Node::Local(span.text())))
        }
        Literal::SomeIn { key, value, collection, .. } => {
            for declared in key.iter().chain([value]) {
                declare(declared, visitor);
                expression(declared, visitor);
            }
            expression(collection, visitor);
        }
        Literal::Expr { expr, .. } => expression(expr, visitor),
        Literal::NotExpr { expr, .. } => {
            visitor(Node::Negation(expr));
            expression(expr, visitor);
        }
        Literal::Every { key, value, domain, query: body, .. } => {
            key.iter().chain([value]).for_each(|span| visitor(Node::Local(span.text())));
            expression(domain, visitor);
            query(body, visitor);
        }
    }
    for with in &stmt.with_mods {
        expression(&with.refr, visitor);
        expression(&with.r#as, visitor);
    }
}

fn expression(expr: &Expr, visitor: &mut dyn FnMut(Node<'_>)) {
    visitor(Node::Expr(expr));
    let mut go = |expr: &Expr| expression(expr, visitor);
    match expr {
        Expr::Array { items, .. } | Expr::Set { items, .. } => {
            items.iter().for_each(|item| go(item))
        }
        Expr::Object { fields, .. } => fields.iter().for_each(|(_, key, value)| {
            go(key);
            go(value);
        }),
        Expr::ArrayCompr { term, query: body, .. } | Expr::SetCompr { term, query: body, .. } => {
            go(term);
            query(body, visitor);
        }
        Expr::ObjectCompr { key, value, query: body, .. } => {
            go(key);
            go(value);
            query(body, visitor);
        }
        Expr::Call { fcn, params, .. } => {
            go(fcn);
            params.iter().for_each(|param| go(param));
        }
        Expr::UnaryExpr { expr, .. } | Expr::RefDot { refr: expr, .. } => go(expr),
        Expr::RefBrack { refr, index, .. } => {
            go(refr);
            go(index);
        }
        Expr::AssignExpr { op: AssignOp::ColEq, lhs, rhs, .. } => {
            declare(lhs, visitor);
            expression(lhs, visitor);
            expression(rhs, visitor);
        }
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => {
            go(lhs);
            go(rhs);
        }
        Expr::Membership { key, value, collection, .. } => {
            key.iter().for_each(|key| go(key));
            go(value);
            go(collection);
        }
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Var { .. } => {}
    }
}

/// Tells whole references from the parts of longer ones: `lib` in `lib.f` is visited too. Expressions have to be handed in as they are visited.
#[derive(Default)]
pub(crate) struct Inner(BTreeSet<usize>);

impl Inner {
    /// Whether an expression is not the beginning of the reference around it.
    pub(crate) fn is_whole(&mut self, expr: &Expr) -> bool {
        if let Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } = expr {
            self.0.insert(place(refr));
        }
        !self.0.contains(&place(expr))
    }
}

/// The place of an expression in the tree.
pub(crate) fn place(expr: &Expr) -> usize {
    std::ptr::from_ref(expr).addr()
}

/// The names along a reference, `data.resilint.lib`, up to the first that is computed. Empty when it does not begin with a name.
pub(crate) fn path_of(expr: &Expr) -> Vec<String> {
    steps_of(expr)
        .map(|steps| steps.into_iter().map_while(|step| step).collect())
        .unwrap_or_default()
}

fn steps_of(expr: &Expr) -> Option<Vec<Option<String>>> {
    match expr {
        Expr::Var { span, .. } => Some(vec![Some(span.text().to_owned())]),
        Expr::RefDot { refr, field, .. } => {
            let mut steps = steps_of(refr)?;
            steps.push(Some(field.0.text().to_owned()));
            Some(steps)
        }
        Expr::RefBrack { refr, index, .. } => {
            let mut steps = steps_of(refr)?;
            steps.push(string_of(index));
            Some(steps)
        }
        _ => None,
    }
}

/// A string literal's content.
pub(crate) fn string_of(expr: &Expr) -> Option<String> {
    match expr {
        Expr::String { value, .. } | Expr::RawString { value, .. } => {
            value.as_string().ok().map(|text| text.to_string())
        }
        _ => None,
    }
}
