//! Any text as MPS gives a programme, which can be written and read again, or a typed error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use verdigris_optimisation::mps;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(programme) = mps::read(text)
        && let Ok(written) = mps::write(&programme)
    {
        mps::read(&written).expect("what is written can be read");
    }
});
