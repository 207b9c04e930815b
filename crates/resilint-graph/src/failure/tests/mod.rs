//! Tests of the failure model, on models made by hand and by chance.

mod build;
mod depth;
mod examples;
mod properties;
mod reference;
mod rules;
