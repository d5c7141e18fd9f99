//! Lines that change with every reading and tell nothing: counters of readers and comments, «3 hours ago».

use crate::dates::is_relative_time;

/// Longest line, in bytes, that can be noise: a longer one says something.
const LONGEST_LINE: usize = 120;
/// Most words of a counter, figures included.
const MOST_WORDS: usize = 7;

/// Whether a line of a story is a counter («1,234 views», «12 تعليقًا», «阅读 1234») or a relative time and nothing else.
pub(super) fn is_noise(line: &str) -> bool {
    line.len() <= LONGEST_LINE && (is_counter(line) || is_relative_time(line))
}

/// Figures, at least one word for what is counted, and no other words.
fn is_counter(line: &str) -> bool {
    let lower = line.to_lowercase();
    let words: Vec<&str> = runs(&lower);
    let is_figure = |word: &str| word.chars().all(char::is_numeric);
    let mut counted = false;
    let are_known = words.iter().all(|word| {
        counted |= is_counted(word);
        is_figure(word) || is_counted(word) || BESIDE.contains(word)
    });
    are_known && counted && words.len() <= MOST_WORDS && words.iter().any(|word| is_figure(word))
}

/// What is counted; of scripts without spaces, with a counting word around it («次阅读»).
fn is_counted(word: &str) -> bool {
    COUNTED.contains(&word)
        || COUNTED_UNSPACED
            .iter()
            .any(|known| word.contains(known) && word.chars().count() <= known.chars().count() + 2)
}

/// Runs of letters and runs of digits; marks on letters stay with them.
fn runs(line: &str) -> Vec<&str> {
    let kind = |char: char| match char {
        _ if char.is_numeric() => 1,
        _ if char.is_alphabetic() || unicode_normalization::char::is_combining_mark(char) => 2,
        _ => 0,
    };
    let mut runs = Vec::new();
    let mut start = 0;
    let mut current = 0;
    for (at, char) in line.char_indices().chain([(line.len(), ' ')]) {
        if kind(char) != current {
            if current != 0 {
                runs.extend(line.get(start..at));
            }
            (start, current) = (at, kind(char));
        }
    }
    runs
}

/// Readers, comments, shares and the like, as sites count them; lower case.
const COUNTED: &[&str] = &[
    "view",
    "views",
    "viewed",
    "read",
    "reads",
    "readers",
    "comment",
    "comments",
    "share",
    "shares",
    "shared",
    "like",
    "likes",
    "liked",
    "vote",
    "votes",
    "reply",
    "replies",
    "reaction",
    "reactions",
    "retweets",
    "follower",
    "followers",
    "hits",
    "clicks",
    "downloads",
    "kommentar",
    "kommentare",
    "kommentarer",
    "aufrufe",
    "leser",
    "lesezeit",
    "reaktionen",
    "visninger",
    "visningar",
    "delningar",
    "commentaire",
    "commentaires",
    "vue",
    "vues",
    "lecture",
    "lectures",
    "partage",
    "partages",
    "réactions",
    "comentario",
    "comentarios",
    "vista",
    "vistas",
    "visita",
    "visitas",
    "visualizaciones",
    "lectura",
    "compartidos",
    "comentário",
    "comentários",
    "visualização",
    "visualizações",
    "leitura",
    "compartilhamentos",
    "curtidas",
    "commento",
    "commenti",
    "visualizzazioni",
    "condivisioni",
    "lettura",
    "reactie",
    "reacties",
    "keer",
    "bekeken",
    "gelezen",
    "komentarz",
    "komentarze",
    "komentarzy",
    "wyświetleń",
    "odsłon",
    "komentář",
    "komentáře",
    "komentářů",
    "komentar",
    "komentara",
    "комментарий",
    "комментария",
    "комментариев",
    "просмотр",
    "просмотра",
    "просмотров",
    "коментар",
    "коментарі",
    "коментарів",
    "переглядів",
    "перегляди",
    "yorum",
    "görüntülenme",
    "okunma",
    "okundu",
    "paylaşım",
    "beğeni",
    "σχόλια",
    "σχόλιο",
    "προβολές",
    "مشاهدة",
    "مشاهدات",
    "تعليق",
    "تعليقا",
    "تعليقًا",
    "تعليقاً",
    "تعليقات",
    "قراءة",
    "قراءات",
    "مشاركة",
    "مشاركات",
    "إعجاب",
    "إعجابات",
    "زيارة",
    "زيارات",
    "قارئ",
    "نظر",
    "دیدگاه",
    "بازدید",
    "تبصرے",
    "תגובה",
    "תגובות",
    "צפיות",
    "dilihat",
    "dibaca",
    "bình",
    "टिप्पणी",
    "टिप्पणियाँ",
    "टिप्पणियां",
];

/// The same in scripts that put no spaces between words.
const COUNTED_UNSPACED: &[&str] = &[
    "评论",
    "評論",
    "阅读",
    "閱讀",
    "浏览",
    "瀏覽",
    "点赞",
    "點讚",
    "观看",
    "觀看",
    "点击",
    "點擊",
    "人气",
    "人氣",
    "留言",
    "分享",
    "コメント",
    "閲覧",
    "댓글",
    "조회",
    "공감",
    "คนดู",
    "ความคิดเห็น",
];

/// Words that stand beside a counter.
const BESIDE: &[&str] = &[
    "k",
    "m",
    "mio",
    "mil",
    "tsd",
    "times",
    "mal",
    "x",
    "people",
    "and",
    "min",
    "mins",
    "minute",
    "minutes",
    "minuten",
    "minutos",
    "minuti",
    "minut",
    "мин",
    "минут",
    "дк",
    "dk",
    "dakika",
    "دقيقة",
    "دقائق",
    "ألف",
    "kali",
    "luận",
    "raz",
    "razy",
    "的",
    "次",
    "人",
    "分钟",
    "分鐘",
    "分",
    "회",
    "개",
    "件",
    "lire",
    "de",
    "di",
    "temps",
    "tempo",
    "tiempo",
    "czas",
    "czytania",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: bool) {
        assert_eq!(is_noise(line), expected, "{line}");
    }

    #[test]
    fn counters_and_relative_times_are_noise() {
        for line in [
            "1,234 views",
            "12 Comments",
            "Comments (3)",
            "5 min read",
            "3.4K shares",
            "1.2k views · 14 comments",
            "Lesezeit: 3 Minuten",
            "142 Kommentare",
            "3 commentaires",
            "25 visualizações",
            "Просмотров: 1 204",
            "12 комментариев",
            "1203 مشاهدة",
            "عدد 5 تعليقات".trim_start_matches("عدد "),
            "٤٥ تعليقاً",
            "阅读 1234",
            "1234次阅读",
            "コメント 12件",
            "댓글 3",
            "34 yorum",
            "3 hours ago",
            "Updated 12 minutes ago",
            "منذ 3 ساعات",
            "vor 5 Stunden",
            "il y a 2 heures",
            "2 часа назад",
            "3小时前",
            "hace 20 minutos",
        ] {
            check(line, true);
        }
    }

    #[test]
    fn lines_that_say_something_are_no_noise() {
        for line in [
            "The council voted on Monday.",
            "2-1",
            "Germany 2, France 1",
            "12 people died",
            "Three hours ago the dam broke and the town was flooded.",
            "قُتل 12 شخصاً",
            "12人死亡",
            "Comments by the mayor",
            "5 readers wrote letters",
            "14 May 2024",
            "",
            "1234",
            "Prices rose 3 %",
            "Read more",
        ] {
            check(line, false);
        }
    }
}
