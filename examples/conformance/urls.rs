//! Vectors `{"id", "a", "b"}` to `{"id", "same"}`.

use gleaner::canonical::canonical_key;
use serde_json::{Value, json};
use url::Url;

pub(crate) fn predict(vector: &Value) -> Value {
    let key = |name: &str| Url::parse(vector[name].as_str()?).ok().map(|url| canonical_key(&url));
    let (one, other) = (key("a"), key("b"));
    json!({"id": vector["id"], "same": one.is_some() && one == other})
}
