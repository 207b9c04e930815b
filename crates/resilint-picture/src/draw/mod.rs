//! From a scene to text: SVG, HTML, Mermaid, Graphviz.

mod dot;
mod escape;
mod html;
mod icons;
mod legend;
mod mermaid;
mod render;
mod svg;

pub use escape::escape;
pub use render::draw;
