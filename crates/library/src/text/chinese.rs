//! Chinese words: segmentation by dictionary with the words of the metals, and the runs of characters it does not know.

use std::sync::LazyLock;

use jieba_rs::Jieba;

const WORDS: &str = include_str!("../../../../data/library/words.csv");
/// Characters that only join words in a question.
const SILENT: [char; 20] = [
    '的', '了', '和', '与', '及', '或', '在', '是', '对', '等', '之', '其', '为', '从', '把', '被', '而', '也', '由',
    '吗',
];

static DICTIONARY: LazyLock<Jieba> = LazyLock::new(|| {
    let mut dictionary = Jieba::new();
    for word in words() {
        if !dictionary.has_word(&word) {
            dictionary.add_word(&word, None, None);
        }
    }
    dictionary
});

/// The packaged words of the metals, folded.
fn words() -> Vec<String> {
    let mut rows = csv::Reader::from_reader(WORDS.as_bytes());
    let rows = rows.records().filter_map(Result::ok);
    rows.filter_map(|row| row.get(0).map(|word| super::fold::fold(word).chars.into_iter().collect())).collect()
}

/// A word found in a run of Chinese characters: its text and its place in the run, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Text.
    pub text: String,
    /// First character.
    pub at: usize,
    /// Whether the dictionary knows it; otherwise it is a run of single characters.
    pub known: bool,
}

/// The words of a run for the index: the segmentation and the shorter words inside its words.
pub(crate) fn indexed(run: &str) -> Vec<Word> {
    let words = DICTIONARY.cut_for_search(run, false).into_iter();
    words.map(|token| Word { text: token.word.to_owned(), at: token.start, known: true }).collect()
}

/// The words of a run of a question: neighbouring single characters are taken together as a word unknown, and
/// characters that only join are left out unless there is nothing else.
pub(crate) fn asked(run: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut joined = true;
    for token in DICTIONARY.cut(run, false) {
        let mut characters = token.word.chars();
        let single = characters.next().filter(|_| characters.next().is_none());
        match (single, words.last_mut()) {
            (Some(character), _) if SILENT.contains(&character) => joined = true,
            (Some(character), Some(last)) if !joined && !last.known => last.text.push(character),
            _ => {
                words.push(Word { text: token.word.to_owned(), at: token.start, known: single.is_none() });
                joined = false;
            }
        }
        if single.is_none() {
            joined = true;
        }
    }
    if words.is_empty() && !run.is_empty() {
        words.push(Word { text: run.to_owned(), at: 0, known: false });
    }
    words
}

/// Pairs of neighbouring characters, with the place of the first.
pub(crate) fn pairs(run: &[char]) -> impl Iterator<Item = (usize, String)> + '_ {
    run.windows(2).enumerate().map(|(at, pair)| (at, pair.iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &[Word]) -> Vec<&str> {
        words.iter().map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn the_words_of_the_metals_are_known() {
        assert_eq!(texts(&asked("阳极效应系数")), ["阳极效应", "系数"]);
        assert_eq!(texts(&asked("赤泥的综合利用")), ["赤泥", "综合利用"]);
        assert!(texts(&indexed("电解铝企业")).contains(&"电解"));
    }

    #[test]
    fn single_characters_the_dictionary_does_not_join_are_taken_together() {
        let words = asked("犇骉鱻");
        assert_eq!(texts(&words), ["犇骉鱻"]);
        assert!(!words[0].known);
        assert_eq!(texts(&asked("铜和铝")), ["铜", "铝"]);
        assert_eq!(texts(&asked("的")), ["的"]);
        assert!(asked("").is_empty());
    }
}
