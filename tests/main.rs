//! Tests of the whole: the binary and the house it stands in.

mod architecture;
