//! What the stories share: a pretend world that remembers.

pub mod world;
