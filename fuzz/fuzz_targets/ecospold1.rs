//! Any bytes as input of the ecospold1 reader give a network or a typed error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use verdigris_interchange::{Archive, Format, ImportOptions, Limits, Silent, import_archive};

fuzz_target!(|data: &[u8]| {
    let limits = Limits { members: 1000, member_bytes: 1 << 22, total_bytes: 1 << 24, ..Limits::default() };
    let options = ImportOptions { format: Some(Format::EcoSpold1), limits, ..ImportOptions::default() };
    if let Ok(archive) = Archive::from_bytes("t.xml", data.to_vec(), &options.limits) {
        let _ = import_archive(&archive, &options, &Silent);
    }
});
