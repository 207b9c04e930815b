//! YAML as Terraform writes and reads it.

mod emit;
mod read;
mod scalar;

pub(super) use emit::yamlencode;
pub(super) use read::yamldecode;
