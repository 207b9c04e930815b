//! Expressions: conditionals and operators. Each function returns the height of the tree it has built.

use crate::parser::machine::Parser;
use crate::token::TokenKind;
use crate::tree::Kind;
use crate::{BinaryOperator, UnaryOperator};

/// The stack that eight levels of nesting need at most, with much to spare.
const STACK_RESERVE: usize = 512 << 10;
const STACK_GROWTH: usize = 4 << 20;

impl Parser<'_> {
    /// The whole text as an expression.
    pub(crate) fn whole_expression(&mut self) {
        let mark = self.mark();
        self.set_newlines(false);
        self.expression();
        let next = self.peek();
        if next.kind != TokenKind::End {
            let start = self.start_of(mark);
            self.error(
                "syntax-error",
                next.start,
                next.end,
                "nothing can follow the expression here",
            );
            self.push_error(next.start, next.start);
            self.push(Kind::Error, 0, 0, (start, self.at), mark);
        }
    }

    /// Any expression. Where there is none, an error node.
    pub(crate) fn expression(&mut self) -> u32 {
        if !self.enter() {
            self.push_error(self.at, self.at);
            return 1;
        }
        // Callers bring stacks of any size; a few levels always fit into what is kept in reserve.
        let height = match self.depth % 8 {
            0 => stacker::maybe_grow(STACK_RESERVE, STACK_GROWTH, || self.conditional()),
            _ => self.conditional(),
        };
        self.leave();
        height
    }

    fn conditional(&mut self) -> u32 {
        let mark = self.mark();
        let condition = self.binary(0);
        let question = self.peek();
        if question.kind != TokenKind::Question {
            return condition;
        }
        self.bump();
        let start = self.start_of(mark);
        let yes = self.expression();
        let no = if self.eat(TokenKind::Colon) {
            self.expression()
        } else {
            let message = "a conditional needs a `:` and a value for the other case";
            self.error("syntax-error", question.start, question.end, message);
            self.push_error(self.at, self.at);
            1
        };
        self.push(Kind::Conditional, 0, 0, (start, self.at), mark);
        1 + condition.max(yes).max(no)
    }

    /// A chain of operators that bind at least as strongly as `minimum`.
    fn binary(&mut self, minimum: u8) -> u32 {
        let mark = self.mark();
        let mut height = self.operand();
        loop {
            let Some(operator) = binary_operator(self.peek_kind()) else { return height };
            if operator.precedence() < minimum {
                return height;
            }
            let start = self.start_of(mark);
            self.bump();
            let right = self.binary(operator.precedence() + 1);
            height = 1 + height.max(right);
            self.push(Kind::Binary, 0, operator as usize, (start, self.at), mark);
            if !self.check_height(height) {
                return height;
            }
        }
    }

    /// A term, perhaps negated, with what is selected from it.
    pub(crate) fn operand(&mut self) -> u32 {
        let token = self.peek();
        let operator = match token.kind {
            TokenKind::Minus => UnaryOperator::Negate,
            TokenKind::Bang => UnaryOperator::Not,
            _ => return self.selection(),
        };
        self.bump();
        let mark = self.mark();
        if !self.enter() {
            self.push_error(self.at, self.at);
            return 1;
        }
        let height = 1 + self.operand();
        self.leave();
        self.push(Kind::Unary, 0, operator as usize, (token.start, self.at), mark);
        height
    }

    /// The offset in the text where the tree since `mark` begins.
    pub(crate) fn start_of(&self, mark: usize) -> usize {
        let root = self.nodes.len() - 1;
        debug_assert_eq!(
            self.nodes[root].size as usize,
            self.nodes.len() - mark,
            "one tree since the mark"
        );
        (self.nodes[root].start - self.base) as usize
    }
}

fn binary_operator(kind: TokenKind) -> Option<BinaryOperator> {
    Some(match kind {
        TokenKind::Or => BinaryOperator::Or,
        TokenKind::And => BinaryOperator::And,
        TokenKind::Equal => BinaryOperator::Equal,
        TokenKind::NotEqual => BinaryOperator::NotEqual,
        TokenKind::Less => BinaryOperator::Less,
        TokenKind::LessEqual => BinaryOperator::LessEqual,
        TokenKind::Greater => BinaryOperator::Greater,
        TokenKind::GreaterEqual => BinaryOperator::GreaterEqual,
        TokenKind::Plus => BinaryOperator::Add,
        TokenKind::Minus => BinaryOperator::Subtract,
        TokenKind::Star => BinaryOperator::Multiply,
        TokenKind::Slash => BinaryOperator::Divide,
        TokenKind::Percent => BinaryOperator::Remainder,
        _ => return None,
    })
}
