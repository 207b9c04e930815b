//! What is drawn: cards in frames, and links between them. Nothing here knows sizes or colours.

mod build;
mod choose;
mod connect;
mod focus;
mod frames;
mod model;
mod names;
mod place;
mod shrink;

pub(crate) use build::build;
pub(crate) use model::{Card, Family, Frame, FrameKind, Item, Link, LinkKind, Scene, State};

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// There is no resource with the address in focus.
    NoSuchResource(String),
}

impl std::fmt::Display for PictureError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchResource(address) => write!(f, "there is no resource `{address}`"),
        }
    }
}

impl std::error::Error for PictureError {}
