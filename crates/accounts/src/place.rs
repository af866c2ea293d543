//! Ids of factors with places to fill in: `grid-{region}-{year}`, `cbam-slope-{cell-technology}`.

/// Value of an attribute of the plant.
type Attributes<'a> = Box<dyn Fn(&str) -> Option<String> + 'a>;

/// What places stand for.
pub(crate) struct Names<'a> {
    pub item: &'a str,
    pub year: i32,
    pub region: &'a str,
    pub gwp: &'a str,
    pub grid_year: Option<i32>,
    pub attribute: Attributes<'a>,
}

impl Names<'_> {
    /// The id with every place filled; `None` where one has no value.
    ///
    /// `{year<=2028}` is the year, at most 2028, for announcements that hold from then on; `{cn-code/6}` are the first
    /// digits of a customs code as the tables write them (`7616-99`).
    pub fn fill(&self, template: &str) -> Option<String> {
        let mut filled = String::with_capacity(template.len() + 8);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, then) = after.split_once('}')?;
            filled.push_str(before);
            filled.push_str(&self.value(name)?);
            rest = then;
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn value(&self, name: &str) -> Option<String> {
        if let Some((name, digits)) = name.split_once('/') {
            return code(&self.value(name)?, digits.parse().ok()?);
        }
        if let Some((name, bound)) = name.split_once("<=") {
            let (value, bound): (i32, i32) = (self.value(name)?.parse().ok()?, bound.parse().ok()?);
            return Some(value.min(bound).to_string());
        }
        let found = match name {
            "item" => self.item.to_owned(),
            "year" => self.year.to_string(),
            "region" => self.region.to_lowercase(),
            "gwp" => self.gwp.to_owned(),
            "grid-year" if self.grid_year.is_some() => self.grid_year?.to_string(),
            attribute => (self.attribute)(attribute)?.to_lowercase(),
        };
        (!found.is_empty()).then_some(found)
    }
}

/// The first digits of a customs code, two by two after the heading.
fn code(text: &str, digits: usize) -> Option<String> {
    let all: String = text.chars().filter(char::is_ascii_digit).collect();
    let head = all.get(..digits)?;
    let (heading, rest) = head.split_at(4.min(digits));
    let pairs = rest.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned());
    Some(std::iter::once(heading.to_owned()).chain(pairs).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_or_refused() {
        let names = Names {
            item: "diesel",
            year: 2031,
            region: "CN-SD",
            gwp: "ar5",
            grid_year: None,
            attribute: Box::new(|id| (id == "cn-code").then(|| "7616 99 10".to_owned())),
        };
        for (template, expected) in [
            ("cn-ncv-{item}", Some("cn-ncv-diesel")),
            ("grid-{region}-{year}", Some("grid-cn-sd-2031")),
            ("cbam-mark-up-{year<=2028}", Some("cbam-mark-up-2028")),
            ("d-{cn-code/8}", Some("d-7616-99-10")),
            ("d-{cn-code/4}", Some("d-7616")),
            ("slope-{cell-technology}", None),
            ("grid-cn-{grid-year}", None),
        ] {
            assert_eq!(names.fill(template).as_deref(), expected, "{template}");
        }
    }
}
