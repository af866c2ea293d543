//! Values between points of a table.

/// The value at a year: straight lines between points in order, the nearest point outside; `None` without points.
pub(crate) fn at(points: &[(f64, f64)], year: f64) -> Option<f64> {
    let next = points.partition_point(|point| point.0 <= year);
    if next == 0 {
        return points.first().map(|point| point.1);
    }
    let (year_before, before) = points[next - 1];
    let Some(&(year_after, after)) = points.get(next) else { return Some(before) };
    Some(before + (after - before) * (year - year_before) / (year_after - year_before))
}

/// As [`at`], but nothing before the first point.
pub(crate) fn from_first(points: &[(f64, f64)], year: f64) -> Option<f64> {
    points.first().filter(|first| first.0 <= year)?;
    at(points, year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_between_points_and_the_nearest_outside() {
        let points = [(2005.0, 1.0), (2015.0, 2.0)];
        assert_eq!(
            [2000.0, 2005.0, 2010.0, 2015.0, 2060.0].map(|year| at(&points, year).unwrap()),
            [1.0, 1.0, 1.5, 2.0, 2.0]
        );
        assert_eq!(at(&[], 2000.0), None);
        assert_eq!((from_first(&points, 2004.0), from_first(&points, 2010.0)), (None, Some(1.5)));
    }
}
