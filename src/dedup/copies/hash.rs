//! Hashes that stay the same for ever: they stand in stores.

/// Multipliers of MurmurHash3's finisher: every bit of the input reaches every bit of the result.
const MIX: (u64, u64) = (0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53);
/// An odd number near 2^64 divided by the golden ratio: spreads what is near over the whole range.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a word.
pub(super) fn hash_word(word: &str) -> u64 {
    let mut hash = GOLDEN ^ word.len() as u64;
    for chunk in word.as_bytes().chunks(8) {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(bytes)).wrapping_mul(GOLDEN).rotate_left(29);
    }
    mixed(hash)
}

/// The hash of words in their order.
pub(super) fn hash_words(words: &[u64]) -> u64 {
    mixed(words.iter().fold(GOLDEN, |hash, word| (hash.rotate_left(17) ^ word).wrapping_mul(GOLDEN)))
}

fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(MIX.0);
    hash = (hash ^ (hash >> 33)).wrapping_mul(MIX.1);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_tell_words_and_their_order_and_never_change() {
        assert_eq!(hash_word("bridge"), hash_word("bridge"));
        assert_ne!(hash_word("bridge"), hash_word("bridges"));
        assert_ne!(hash_word(""), hash_word("\0"));
        let (one, two) = (hash_word("one"), hash_word("two"));
        assert_ne!(hash_words(&[one, two]), hash_words(&[two, one]));
    }
}
