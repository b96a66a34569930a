//! The calendar: days of years, and instants with the zone that they were written in.

/// A date, a time of day and a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Instant {
    pub(super) year: i64,
    pub(super) month: u32,
    pub(super) day: u32,
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) nanosecond: u32,
    /// Seconds east of UTC.
    pub(super) offset: i32,
    /// The zone's abbreviation, if it was given.
    pub(super) zone: Option<String>,
}

/// Days since 1970-01-01, in the Gregorian calendar.
pub(super) fn days(year: i64, month: u32, day: u32) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let in_era = y.rem_euclid(400);
    let day_of_year = (153 * (i64::from(month) + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + day_of_year - 719_468
}

pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(super) fn days_in(month: u32, year: i64) -> u32 {
    match month {
        2 => 28 + u32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Instant {
    /// Nanoseconds since 1970-01-01 in UTC.
    pub(super) fn nanos(&self) -> i128 {
        let of_day = i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        let seconds = days(self.year, self.month, self.day) * 86_400 + of_day - i64::from(self.offset);
        i128::from(seconds) * 1_000_000_000 + i128::from(self.nanosecond)
    }

    /// The instant so many nanoseconds after 1970-01-01, in UTC; none where it is too far away.
    pub(super) fn from_nanos(nanos: i128) -> Option<Instant> {
        let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).ok()?;
        let nanosecond = u32::try_from(nanos.rem_euclid(1_000_000_000)).ok()?;
        let day = seconds.div_euclid(86_400).checked_add(719_468)?;
        let of_day = u32::try_from(seconds.rem_euclid(86_400)).ok()?;
        let era = day.div_euclid(146_097);
        let in_era = day.rem_euclid(146_097);
        let year_of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
        let day_of_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = u32::try_from(if shifted < 10 { shifted + 3 } else { shifted - 9 }).ok()?;
        Some(Instant {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: u32::try_from(day_of_year - (153 * shifted + 2) / 5 + 1).ok()?,
            hour: of_day / 3600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
            nanosecond,
            offset: 0,
            zone: None,
        })
    }

    /// The same instant in UTC.
    pub(super) fn utc(&self) -> Instant {
        Instant::from_nanos(self.nanos()).unwrap_or_else(|| self.clone())
    }

    /// Days since Sunday.
    pub(super) fn weekday(&self) -> usize {
        (days(self.year, self.month, self.day) + 4).rem_euclid(7) as usize
    }

    /// The day of the year, from 1.
    pub(super) fn year_day(&self) -> i64 {
        days(self.year, self.month, self.day) - days(self.year, 1, 1) + 1
    }
}
