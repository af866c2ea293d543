//! A seekable reader over a shared file or shared bytes; every clone has a position and a small buffer of its own, so
//! threads read one zip at the same time.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    sync::Arc,
};

const BUFFER: usize = 32 * 1024;

#[derive(Clone, Debug)]
enum Store {
    File(Arc<File>),
    Memory(Arc<[u8]>),
}

/// See the module.
#[derive(Debug)]
pub(super) struct Positioned {
    store: Store,
    length: u64,
    position: u64,
    buffer: Vec<u8>,
    buffered_from: u64,
}

impl Clone for Positioned {
    fn clone(&self) -> Self {
        Self { store: self.store.clone(), buffer: Vec::new(), ..*self }
    }
}

impl Positioned {
    pub(super) fn file(file: File, length: u64) -> Self {
        Self { store: Store::File(Arc::new(file)), length, position: 0, buffer: Vec::new(), buffered_from: 0 }
    }

    pub(super) fn memory(bytes: Vec<u8>) -> Self {
        let length = bytes.len() as u64;
        Self { store: Store::Memory(bytes.into()), length, position: 0, buffer: Vec::new(), buffered_from: 0 }
    }

    fn copy_from_buffer(&mut self, out: &mut [u8]) -> Option<usize> {
        let skip = usize::try_from(self.position.checked_sub(self.buffered_from)?).ok()?;
        let ready = self.buffer.get(skip..).filter(|ready| !ready.is_empty())?;
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.position += count as u64;
        Some(count)
    }
}

#[cfg(unix)]
fn read_at(file: &File, out: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, out, at)
}

#[cfg(windows)]
fn read_at(file: &File, out: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, out, at)
}

impl Read for Positioned {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        match &self.store {
            Store::Memory(bytes) => {
                let start = usize::try_from(self.position).unwrap_or(usize::MAX).min(bytes.len());
                let count = out.len().min(bytes.len() - start);
                out[..count].copy_from_slice(&bytes[start..start + count]);
                self.position += count as u64;
                Ok(count)
            }
            Store::File(file) => {
                let file = Arc::clone(file);
                if let Some(count) = self.copy_from_buffer(out) {
                    return Ok(count);
                }
                self.buffer.resize(BUFFER, 0);
                let count = read_at(&file, &mut self.buffer, self.position)?;
                self.buffer.truncate(count);
                self.buffered_from = self.position;
                Ok(self.copy_from_buffer(out).unwrap_or(0))
            }
        }
    }
}

impl Seek for Positioned {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position =
            target.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "position before the start"))?;
        Ok(self.position)
    }
}
