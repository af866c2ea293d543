use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::progress::Silent;

fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn open(bytes: Vec<u8>) -> Result<Archive, InterchangeError> {
    Archive::from_bytes("t.zip", bytes, &Limits::default())
}

fn code(result: Result<Archive, InterchangeError>) -> &'static str {
    result.expect_err("must be refused").code()
}

#[test]
fn members_are_sorted_and_read_in_order() {
    let names: Vec<String> = (0..200).map(|k| format!("d/{:03}.txt", (k * 37) % 200)).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let archive = open(packed(&members)).unwrap();
    let wanted: Vec<&Member> = archive.members().iter().collect();
    let read = archive
        .map(&wanted, &Silent, |member, bytes| {
            assert_eq!(member.name.as_bytes(), bytes);
            Ok(member.name.clone())
        })
        .unwrap();
    assert!(read.is_sorted() && read.len() == 200);
}

#[test]
fn names_that_leave_are_refused() {
    for name in ["../x.json", "a/../../x.json", "/x.json", "C:\\x.json"] {
        assert_eq!(code(open(packed(&[(name, b"1")]))), "archive-unsafe-member", "{name}");
    }
}

#[test]
fn links_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("flows", "/etc", SimpleFileOptions::default()).unwrap();
    assert_eq!(code(open(writer.finish().unwrap().into_inner())), "archive-unsafe-member");
}

#[test]
fn bombs_are_refused_before_they_are_read() {
    let zeros = vec![0_u8; 8 << 20];
    assert_eq!(code(open(packed(&[("a", &zeros)]))), "limit-exceeded");
    let limits = Limits { member_bytes: 10, ..Limits::default() };
    assert_eq!(code(Archive::from_bytes("t.zip", packed(&[("a", b"0123456789ab")]), &limits)), "limit-exceeded");
    let limits = Limits { total_bytes: 10, ..Limits::default() };
    let two = packed(&[("a", b"012345"), ("b", b"012345")]);
    assert_eq!(code(Archive::from_bytes("t.zip", two.clone(), &limits)), "limit-exceeded");
    let limits = Limits { members: 1, ..Limits::default() };
    assert_eq!(code(Archive::from_bytes("t.zip", two, &limits)), "limit-exceeded");
}

/// Sets the declared unpacked size in the central directory.
fn declare(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
    let at = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[at + 24..at + 28].copy_from_slice(&size.to_le_bytes());
    bytes
}

#[test]
fn a_false_size_is_told() {
    let honest = packed(&[("a", b"0123456789")]);
    assert_eq!(code(open(declare(honest.clone(), u32::MAX - 1))), "limit-exceeded");
    for size in [3, 30] {
        let archive = match open(declare(honest.clone(), size)) {
            Ok(archive) => archive,
            Err(error) => {
                assert_eq!(error.code(), "archive-damaged");
                continue;
            }
        };
        assert_eq!(archive.read(&archive.members()[0]).expect_err("size lies").code(), "archive-damaged");
    }
}

#[test]
fn every_truncation_is_told() {
    let whole = packed(&[("a.json", b"{\"x\": 1}"), ("b.json", b"{\"y\": 2}")]);
    for length in 4..whole.len() {
        match open(whole[..length].to_vec()) {
            Err(error) => assert_eq!(error.code(), "archive-damaged", "{length}"),
            Ok(archive) => panic!("{length} bytes of {} open as {:?}", whole.len(), archive.members()),
        }
    }
}

#[test]
fn duplicate_names_are_refused() {
    let mut bytes = packed(&[("aa", b"1"), ("ab", b"2")]);
    for at in 0..bytes.len() - 1 {
        if &bytes[at..at + 2] == b"ab" {
            bytes[at + 1] = b'a';
        }
    }
    assert_eq!(code(open(bytes)), "archive-duplicate-member");
}

#[test]
fn the_user_can_stop() {
    struct Stop;
    impl Progress for Stop {
        fn report(&self, _: Stage, _: usize, _: usize) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let archive = open(packed(&[("a", b"1")])).unwrap();
    let wanted: Vec<&Member> = archive.members().iter().collect();
    let stopped = archive.map(&wanted, &Stop, |_, _| Ok(())).expect_err("stopped");
    assert_eq!(stopped.code(), "cancelled");
}
