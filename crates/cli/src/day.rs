//! Days of the Gregorian calendar: as written, and by the machine's clock.

use verdigris_wording::{Kind, Problem};

/// Year, month, day.
pub type Day = (i32, u8, u8);

/// Days of a month; none where there is no such month.
fn length(year: i32, month: u8) -> Option<u8> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = [31, 28 + u8::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    days.get(usize::from(month).checked_sub(1)?).copied()
}

/// Reads a day as `2026-11-21`.
pub fn read(text: &str) -> Result<Day, Problem> {
    let mut parts = text.splitn(3, '-');
    let mut next = || parts.next()?.parse::<i32>().ok();
    let mut day = || Some((next()?, u8::try_from(next()?).ok()?, u8::try_from(next()?).ok()?));
    let real = |&(year, month, day): &Day| length(year, month).is_some_and(|last| (1..=last).contains(&day));
    day().filter(real).ok_or_else(|| Problem::new("bad-date", Kind::Usage).with("text", text))
}

/// The day by the machine's clock, in UTC.
pub fn today() -> Option<Day> {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    civil(i64::try_from(seconds / 86_400).ok()?)
}

/// The day that comes a count of days after 1970-01-01.
fn civil(days: i64) -> Option<Day> {
    let (mut year, mut month, mut rest) = (1970, 1, days);
    loop {
        let days = i64::from(length(year, month)?);
        if rest < days {
            return Some((year, month, u8::try_from(rest + 1).ok()?));
        }
        rest -= days;
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_there_are_read() {
        assert_eq!(read("2024-02-29").unwrap(), (2024, 2, 29));
        for wrong in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1", "day", ""] {
            assert_eq!(read(wrong).unwrap_err().code(), "bad-date", "{wrong}");
        }
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        // By GNU date: date -u -d @$((86400 * N)) +%F.
        for (days, day) in [
            (0, (1970, 1, 1)),
            (59, (1970, 3, 1)),
            (11_016, (2000, 2, 29)),
            (19_782, (2024, 2, 29)),
            (20_778, (2026, 11, 21)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(civil(days), Some(day), "{days}");
        }
    }
}
