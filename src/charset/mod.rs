//! Bytes to text, by the rules that browsers (WHATWG) and feed readers (RFC 7303) go by.

mod declared;
mod decode;

pub use decode::{Decoded, decode_html, decode_xml};
