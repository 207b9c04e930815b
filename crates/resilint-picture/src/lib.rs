//! A picture of an architecture: what users reach, what computes, what keeps data, where it stands and how it hangs together; with what dies and where
//! data goes drawn over it. A pure function of facts: no text, no files. Start reading at [`Subject`], then `scene`, `layout` and `draw`.

mod draw;
mod layout;
mod scene;
mod subject;

pub use draw::{draw, escape};
pub use scene::PictureError;
pub use subject::{Fault, Form, Lost, PictureOptions, Subject};
