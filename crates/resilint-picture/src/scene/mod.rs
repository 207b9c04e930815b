//! What is drawn: cards in frames, and links between them. Nothing here knows sizes or colours.

mod build;
mod choose;
mod connect;
mod error;
mod focus;
mod frames;
mod model;
mod names;
mod place;
mod shrink;

pub(crate) use build::build;
pub use error::PictureError;
pub(crate) use model::{Card, Family, Frame, FrameKind, Item, Link, LinkKind, Scene, State};
