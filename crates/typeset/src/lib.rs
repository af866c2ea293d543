//! PDF documents from typesetting source, with fonts for Chinese.
