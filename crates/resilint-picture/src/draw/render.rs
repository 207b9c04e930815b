//! The door: a subject to a text in the form that is asked for.

use super::{dot, html, mermaid, svg};
use crate::scene::{PictureError, Scene, build};
use crate::subject::{Form, PictureOptions, Subject};

/// Draws a subject.
///
/// # Errors
/// When there is no resource with the address in focus.
pub fn draw(subject: &Subject<'_>, options: &PictureOptions) -> Result<String, PictureError> {
    let scene = build(subject, options)?;
    Ok(render(&scene, subject, options))
}

fn render(scene: &Scene, subject: &Subject<'_>, options: &PictureOptions) -> String {
    match options.form {
        Form::Svg => svg::render(scene, subject, options),
        Form::Html => html::render(scene, subject, options),
        Form::Mermaid => mermaid::render(scene),
        Form::Dot => dot::render(scene),
    }
}
