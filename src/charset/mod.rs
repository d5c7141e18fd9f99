//! Bytes to text, by the rules that browsers (WHATWG) and feed readers (RFC 7303) go by.

mod declared;
mod decode;
mod mangled;

pub use decode::{Decoded, decode_html, decode_xml};
pub use mangled::unmangled;
