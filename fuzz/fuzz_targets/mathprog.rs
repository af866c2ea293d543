//! Any text as MathProg data gives a model or a typed error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use verdigris_osemosys::mathprog;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = mathprog::read(text);
    }
});
