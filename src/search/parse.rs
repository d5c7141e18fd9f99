//! A written query to a tree. Every text is a query or a clear error; nothing reaches the index unread.

use super::expand::{quoted_phrase, word_phrase};
use super::query::{Field, Node, Query, QueryError};
use super::query_tokens::{Kind, Token, tokens};

/// Most words and phrases of a query.
const MOST_PHRASES: usize = 64;
/// Deepest nesting of parentheses.
const DEEPEST: usize = 16;

/// Reads a query: words that must all occur; `"a phrase"`; `begin*`; `AND`, `OR`, `NOT` or `-word`; parentheses; `title:`, `body:`,
/// `author:`, `keyword:` and `place:` before a word, a phrase or a parenthesis. Any other sign only parts words, as in texts.
///
/// # Errors
/// When something is opened and not closed, joins nothing or asks for nothing.
pub fn parse_query(text: &str) -> Result<Query, QueryError> {
    let tokens = tokens(text)?;
    let phrases = |token: &&Token| matches!(token.kind, Kind::Word { .. } | Kind::Quoted { .. });
    if tokens.iter().filter(phrases).count() > MOST_PHRASES {
        return Err(QueryError::TooLong);
    }
    let mut reader = Reader { tokens: tokens.into_iter().peekable(), depth: 0 };
    let node = reader.any(None)?;
    if let Some(left) = reader.tokens.next() {
        return Err(QueryError::LoneParenthesis { at: left.at });
    }
    match node {
        Part::Node(root) => Ok(Query { root }),
        Part::Excluded => Err(QueryError::OnlyExcluded),
        Part::Nothing => Err(QueryError::NoWord),
    }
}

/// What part of a query comes to.
enum Part {
    Node(Node),
    /// It only says what must not be.
    Excluded,
    /// Signs without a word.
    Nothing,
}

struct Reader {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: usize,
}

impl Reader {
    /// Parts joined by `OR`.
    fn any(&mut self, field: Option<Field>) -> Result<Part, QueryError> {
        let mut nodes = Vec::new();
        let mut excluded = false;
        loop {
            match self.all(field)? {
                Part::Node(node) => nodes.push(node),
                Part::Excluded => excluded = true,
                Part::Nothing => {}
            }
            let Some(or) = self.tokens.next_if(|token| token.kind == Kind::Or) else { break };
            self.require_operand(&or, "OR")?;
        }
        // `a OR NOT b` is nearly everything there is: no one asks for that.
        Ok(if excluded { Part::Excluded } else { joined(nodes, Node::Any) })
    }

    /// Parts that stand side by side or are joined by `AND`; those after `NOT` are taken off.
    fn all(&mut self, field: Option<Field>) -> Result<Part, QueryError> {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        let mut is_first = true;
        while let Some(next) = self.tokens.peek() {
            match next.kind {
                Kind::Or if is_first => {
                    return Err(QueryError::LoneOperator { word: "OR".to_owned(), at: next.at });
                }
                Kind::Or | Kind::Close => break,
                Kind::And => {
                    let and = Token { kind: Kind::And, at: next.at };
                    if is_first {
                        return Err(QueryError::LoneOperator { word: "AND".to_owned(), at: and.at });
                    }
                    self.tokens.next();
                    self.require_operand(&and, "AND")?;
                }
                _ => {}
            }
            is_first = false;
            let not = self.tokens.next_if(|token| token.kind == Kind::Not);
            if let Some(not) = &not {
                self.require_operand(not, "NOT")?;
            }
            match (self.one(field)?, not.is_some()) {
                (Part::Node(node), false) => wanted.push(node),
                (Part::Node(node), true) => unwanted.push(node),
                (Part::Excluded, _) => return Ok(Part::Excluded),
                (Part::Nothing, _) => {}
            }
        }
        let is_excluding = !unwanted.is_empty();
        Ok(match joined(wanted, Node::All) {
            Part::Node(node) => match joined(unwanted, Node::Any) {
                Part::Node(unwanted) => Part::Node(Node::Without(Box::new(node), Box::new(unwanted))),
                Part::Excluded | Part::Nothing => Part::Node(node),
            },
            _ if is_excluding => Part::Excluded,
            other => other,
        })
    }

    /// One word, phrase or parenthesis, with its field.
    fn one(&mut self, field: Option<Field>) -> Result<Part, QueryError> {
        let Some(token) = self.tokens.next() else { return Ok(Part::Nothing) };
        match token.kind {
            Kind::In(inner) => self.one(Some(inner)),
            Kind::Word { text, is_prefix } => Ok(node(word_phrase(&text, is_prefix, field)?)),
            Kind::Quoted { text, is_prefix } => Ok(node(quoted_phrase(&text, is_prefix, field)?)),
            Kind::Open => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(QueryError::TooLong);
                }
                let part = self.any(field)?;
                self.depth -= 1;
                match self.tokens.next() {
                    Some(Token { kind: Kind::Close, .. }) => Ok(part),
                    _ => Err(QueryError::LoneParenthesis { at: token.at }),
                }
            }
            Kind::Close => Err(QueryError::LoneParenthesis { at: token.at }),
            Kind::And | Kind::Or | Kind::Not => Err(lone(&token)),
        }
    }

    /// An operator needs something behind it.
    fn require_operand(&mut self, operator: &Token, word: &str) -> Result<(), QueryError> {
        match self.tokens.peek().map(|token| &token.kind) {
            Some(Kind::Word { .. } | Kind::Quoted { .. } | Kind::Open | Kind::In(_)) => Ok(()),
            Some(Kind::Not) if operator.kind != Kind::Not => Ok(()),
            _ => Err(QueryError::LoneOperator { word: word.to_owned(), at: operator.at }),
        }
    }
}

fn lone(token: &Token) -> QueryError {
    let word = match token.kind {
        Kind::And => "AND",
        Kind::Or => "OR",
        _ => "NOT",
    };
    QueryError::LoneOperator { word: word.to_owned(), at: token.at }
}

fn node(phrase: Option<super::Phrase>) -> Part {
    phrase.map_or(Part::Nothing, |phrase| Part::Node(Node::Phrase(phrase)))
}

fn joined(mut nodes: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Part {
    match nodes.len() {
        0 => Part::Nothing,
        1 => nodes.pop().map_or(Part::Nothing, Part::Node),
        _ => Part::Node(join(nodes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(node: &Node) -> String {
        let list = |nodes: &[Node], sign: &str| {
            format!("({})", nodes.iter().map(shape).collect::<Vec<_>>().join(sign))
        };
        match node {
            Node::Phrase(phrase) => {
                let field = phrase.field.map(|field| format!("{field:?}:")).unwrap_or_default();
                let own = &phrase.spellings[0];
                format!("{field}{}{}", own.terms.join("+"), if own.is_prefix { "*" } else { "" })
            }
            Node::All(nodes) => list(nodes, " & "),
            Node::Any(nodes) => list(nodes, " | "),
            Node::Without(node, unwanted) => format!("({} - {})", shape(node), shape(unwanted)),
        }
    }

    fn check(query: &str, expected: &str) {
        match parse_query(query) {
            Ok(parsed) => assert_eq!(shape(&parsed.root), expected, "{query}"),
            Err(error) => assert_eq!(error.to_string(), expected, "{query}"),
        }
    }

    #[test]
    fn words_phrases_and_operators() {
        check("old bridge", "(old & bridge)");
        check("\"old bridge\" council", "(old+bridge & council)");
        check("«الجسر القديم»", "الجسر+القديم");
        check("bridge OR tunnel council", "(bridge | (tunnel & council))");
        check("(bridge OR tunnel) AND council", "((bridge | tunnel) & council)");
        check("bridge NOT (toll OR fee)", "(bridge - (toll | fee))");
        check("bridge -toll -\"old fee\"", "(bridge - (toll | old+fee))");
        check(
            "title:bridge title:\"old town\" Author:(roe OR doe)",
            "(Title:bridge & Title:old+town & (Author:roe | Author:doe))",
        );
        check("counc* \"city counc\"*", "(counc* & city+counc*)");
        check("and or not", "(and & or & not)");
    }

    #[test]
    fn signs_of_other_languages_only_part_words() {
        check("covid-19 U.S. l'eau", "(covid+19 & u+s & l+eau)");
        check("NEAR(a b, 5) ^c {title}: d + e", "(near & (a & b & 5) & c & title & d & e)");
        check("https://example.org/?q=1", "https+example+org+q+1");
        check("צה\"ל", "צה+ל");
        check("a; DROP TABLE x --", "(a & drop & table & x)");
        check("title: bridge", "(title & bridge)");
    }

    #[test]
    fn what_cannot_be_answered_is_said() {
        check("", "the query holds no word to search for");
        check("... !?", "the query holds no word to search for");
        check("old \"bridge", "the quotation mark at character 5 is not closed; close it, or leave it out");
        check("(old bridge", "the parenthesis at character 1 has no other half; add that, or leave it out");
        check("old bridge)", "the parenthesis at character 11 has no other half; add that, or leave it out");
        check(
            "bridge AND",
            "AND at character 8 joins nothing; write it in small letters to search for the word itself",
        );
        check(
            "OR bridge",
            "OR at character 1 joins nothing; write it in small letters to search for the word itself",
        );
        check("NOT bridge", "the query only says what must not occur; add a word that must");
        check("a OR -b", "the query only says what must not occur; add a word that must");
        check("br*", "\"br*\" is too short a beginning; write at least three letters before the *");
        assert_eq!(parse_query(&"(".repeat(1000)), Err(QueryError::TooLong));
        assert_eq!(parse_query(&"a ".repeat(1000)), Err(QueryError::TooLong));
    }

    #[test]
    fn scripts_without_spaces_become_pairs() {
        check("東京大学", "東京+京大+大学");
        check("火", "火*");
        check("2021年", "2021+年*");
        check("\"東京 大阪\"", "東京+京+大阪");
    }
}
