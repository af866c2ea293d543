//! Text as it is compared: folded characters, runs of Chinese and of letters, words, pinyin.

pub(crate) mod chinese;
pub(crate) mod english;
pub(crate) mod fold;
pub(crate) mod pinyin;
pub(crate) mod plain;
pub(crate) mod run;
