//! The units the product knows, with exact factors to the base units.
//!
//! Factors: SI brochure (BIPM 2019); international yard and pound (0.9144 m, 0.45359237 kg, exact); US survey gallon
//! 231 in³; international-table Btu 1055.05585262 J; standard coal 29307.6 kJ/kg (GB/T 2589-2020, 7000 kcal/kg at
//! 4.1868 kJ); year 365.25 d (Julian), so that land occupation `m2*a` agrees with the LCA data formats.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    dimension::{Base, Dimension},
    ratio::Ratio,
};

/// One catalogue entry: a coherent dimension and the exact size in base units.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub dimension: Dimension,
    pub ratio: Ratio,
}

/// `names`, dimension, size as numerator text and denominator text, whether SI prefixes apply.
type Row = (&'static [&'static str], &'static [(Base, i8)], &'static str, &'static str, bool);

const MASS: &[(Base, i8)] = &[(Base::Mass, 1)];
const LENGTH: &[(Base, i8)] = &[(Base::Length, 1)];
const AREA: &[(Base, i8)] = &[(Base::Length, 2)];
const VOLUME: &[(Base, i8)] = &[(Base::Length, 3)];
const TIME: &[(Base, i8)] = &[(Base::Time, 1)];
const ENERGY: &[(Base, i8)] = &[(Base::Mass, 1), (Base::Length, 2), (Base::Time, -2)];
const POWER: &[(Base, i8)] = &[(Base::Mass, 1), (Base::Length, 2), (Base::Time, -3)];
const ACTIVITY: &[(Base, i8)] = &[(Base::Radioactivity, 1)];
const ITEM: &[(Base, i8)] = &[(Base::Item, 1)];
const NORMAL: &[(Base, i8)] = &[(Base::NormalVolume, 1)];
const PURE: &[(Base, i8)] = &[];

const ROWS: &[Row] = &[
    // mass
    (&["g", "gram", "grams", "克"], MASS, "0.001", "1", true),
    (&["kg", "千克", "公斤", "kilogram", "kilograms"], MASS, "1", "1", false),
    (&["t", "吨", "ton", "tonne", "tonnes", "metric ton", "tn"], MASS, "1000", "1", true),
    (&["lb", "lbs", "lb av", "pound"], MASS, "0.45359237", "1", false),
    (&["oz", "oz av"], MASS, "0.028349523125", "1", false),
    (&["ozt", "oz t", "troy oz", "金衡盎司"], MASS, "0.0311034768", "1", false),
    (&["sh tn", "short ton", "ton (short)", "tsh"], MASS, "907.18474", "1", false),
    (&["long tn", "long ton", "ltn"], MASS, "1016.0469088", "1", false),
    (&["cwt", "short cwt"], MASS, "45.359237", "1", false),
    (&["gr", "grain"], MASS, "0.00006479891", "1", false),
    (&["ct", "carat", "克拉"], MASS, "0.0002", "1", false),
    (&["斤", "市斤"], MASS, "0.5", "1", false),
    // length
    (&["m", "米", "meter", "metre"], LENGTH, "1", "1", true),
    (&["km", "千米", "公里"], LENGTH, "1000", "1", false),
    (&["in", "inch"], LENGTH, "0.0254", "1", false),
    (&["ft", "foot"], LENGTH, "0.3048", "1", false),
    (&["yd", "yard"], LENGTH, "0.9144", "1", false),
    (&["mi", "mile"], LENGTH, "1609.344", "1", false),
    (&["nmi", "nautical mile", "海里"], LENGTH, "1852", "1", false),
    (&["里", "市里"], LENGTH, "500", "1", false),
    // area
    (&["m2", "平方米", "㎡"], AREA, "1", "1", false),
    (&["cm2"], AREA, "0.0001", "1", false),
    (&["mm2"], AREA, "0.000001", "1", false),
    (&["dm2"], AREA, "0.01", "1", false),
    (&["km2", "平方公里"], AREA, "1000000", "1", false),
    (&["ha", "公顷", "hectare"], AREA, "10000", "1", false),
    (&["亩", "mu"], AREA, "2000", "3", false),
    (&["ac", "acre"], AREA, "4046.8564224", "1", false),
    (&["ft2", "sq ft"], AREA, "0.09290304", "1", false),
    (&["in2"], AREA, "0.00064516", "1", false),
    (&["yd2"], AREA, "0.83612736", "1", false),
    (&["mi2"], AREA, "2589988.110336", "1", false),
    // volume
    (&["m3", "立方米", "方", "㎥", "cbm"], VOLUME, "1", "1", false),
    (&["l", "L", "升", "litre", "liter"], VOLUME, "0.001", "1", true),
    (&["cm3", "ccm"], VOLUME, "0.000001", "1", false),
    (&["mm3"], VOLUME, "0.000000001", "1", false),
    (&["dm3"], VOLUME, "0.001", "1", false),
    (&["ft3", "cu ft", "cuft"], VOLUME, "0.028316846592", "1", false),
    (&["in3", "cu in"], VOLUME, "0.000016387064", "1", false),
    (&["yd3", "cu yd"], VOLUME, "0.764554857984", "1", false),
    (&["gal", "gal (US liq)", "gal (US fl)", "gallon"], VOLUME, "0.003785411784", "1", false),
    (&["gal (Imp)", "gal (UK)"], VOLUME, "0.00454609", "1", false),
    (&["bbl", "barrel", "桶"], VOLUME, "0.158987294928", "1", false),
    (&["Nm3", "Nm³", "标准立方米", "标方", "标立方米", "m3N"], NORMAL, "1", "1", false),
    // time
    (&["s", "秒", "sec"], TIME, "1", "1", true),
    (&["min", "分钟", "分"], TIME, "60", "1", false),
    (&["h", "hr", "小时", "时", "hour", "hours"], TIME, "3600", "1", false),
    (&["d", "day", "days", "天", "日"], TIME, "86400", "1", false),
    (&["wk", "week", "周"], TIME, "604800", "1", false),
    (&["a", "yr", "y", "year", "years", "年"], TIME, "31557600", "1", false),
    (&["mo", "month", "月"], TIME, "2629800", "1", false),
    // energy and power
    (&["J", "焦", "焦耳", "joule"], ENERGY, "1", "1", true),
    (&["Wh", "瓦时"], ENERGY, "3600", "1", true),
    (&["kWh", "千瓦时", "度", "千瓦小时"], ENERGY, "3600000", "1", false),
    (&["MWh", "兆瓦时"], ENERGY, "3600000000", "1", false),
    (&["W", "瓦"], POWER, "1", "1", true),
    (&["kW", "千瓦"], POWER, "1000", "1", false),
    (&["MW", "兆瓦"], POWER, "1000000", "1", false),
    (&["cal", "卡"], ENERGY, "4.1868", "1", true),
    (&["kcal", "千卡", "大卡"], ENERGY, "4186.8", "1", false),
    (&["kJ", "千焦"], ENERGY, "1000", "1", false),
    (&["MJ", "兆焦", "MJ, net", "MJ-Eq"], ENERGY, "1000000", "1", false),
    (&["GJ", "吉焦", "百万千焦"], ENERGY, "1000000000", "1", false),
    (&["Btu", "btu", "BTU"], ENERGY, "1055.05585262", "1", false),
    (&["MMBtu", "mmBTU", "MMBTU", "mmBtu"], ENERGY, "1055055852.62", "1", false),
    (&["therm"], ENERGY, "105505585.262", "1", false),
    (&["kgce", "千克标准煤", "公斤标准煤", "kg标准煤", "kgsce"], ENERGY, "29307600", "1", false),
    (&["gce", "克标准煤"], ENERGY, "29307.6", "1", false),
    (&["tce", "吨标准煤", "吨标煤", "tSCE"], ENERGY, "29307600000", "1", true),
    (&["toe", "吨油当量", "吨标准油"], ENERGY, "41868000000", "1", true),
    // radioactivity, items, numbers
    (&["Bq", "贝可", "becquerel"], ACTIVITY, "1", "1", true),
    (&["Ci", "居里"], ACTIVITY, "37000000000", "1", true),
    (
        &[
            "item",
            "items",
            "Item(s)",
            "Items",
            "unit",
            "units",
            "Unit",
            "p",
            "piece",
            "件",
            "个",
            "只",
            "台",
            "辆",
            "套",
            "Dozen_item",
        ],
        ITEM,
        "1",
        "1",
        false,
    ),
    (&["dozen", "Dozen(s)", "打"], ITEM, "12", "1", false),
    (&["person", "people", "人", "pers", "guest night"], ITEM, "1", "1", false),
    (&["vehicle", "v", "车"], ITEM, "1", "1", false),
    (&["1", "-", "Dimensionless", "dimensionless", "LU", "Number"], PURE, "1", "1", false),
    (&["%"], PURE, "1", "100", false),
    (&["‰"], PURE, "1", "1000", false),
    (&["ppm"], PURE, "1", "1000000", false),
    (&["mol", "摩尔"], &[(Base::Substance, 1)], "1", "1", true),
    (&["K", "开"], &[(Base::Temperature, 1)], "1", "1", false),
    // compounds with names of their own
    (&["tkm", "t*km", "吨公里", "tonne-km"], &[(Base::Mass, 1), (Base::Length, 1)], "1000000", "1", false),
    (&["pkm", "p*km", "person*km", "人公里", "personkm"], &[(Base::Length, 1), (Base::Item, 1)], "1000", "1", false),
    (&["vkm", "v*km"], &[(Base::Length, 1), (Base::Item, 1)], "1000", "1", false),
    (&["t*mi", "ton-mile"], &[(Base::Mass, 1), (Base::Length, 1)], "1609344", "1", false),
    (&["m2a", "square meter-year"], &[(Base::Length, 2), (Base::Time, 1)], "31557600", "1", false),
    // money, by currency
    (&["CNY", "RMB", "元", "人民币", "¥"], &[(Base::Currency(*b"CNY"), 1)], "1", "1", false),
    (&["USD", "US$", "$", "美元"], &[(Base::Currency(*b"USD"), 1)], "1", "1", false),
    (&["EUR", "€", "欧元"], &[(Base::Currency(*b"EUR"), 1)], "1", "1", false),
];

/// SI prefixes as powers of ten.
const PREFIXES: &[(&str, &str)] = &[
    ("da", "10"),
    ("Y", "1e24"),
    ("Z", "1e21"),
    ("E", "1e18"),
    ("P", "1e15"),
    ("T", "1e12"),
    ("G", "1e9"),
    ("M", "1e6"),
    ("k", "1e3"),
    ("h", "1e2"),
    ("d", "1e-1"),
    ("c", "1e-2"),
    ("m", "1e-3"),
    ("µ", "1e-6"),
    ("μ", "1e-6"),
    ("u", "1e-6"),
    ("n", "1e-9"),
    ("p", "1e-12"),
];

/// Chinese counting words, which multiply any unit.
const COUNTING: &[(&str, &str)] = &[
    ("万亿", "1e12"),
    ("千万", "1e7"),
    ("百万", "1e6"),
    ("十万", "1e5"),
    ("亿", "1e8"),
    ("万", "1e4"),
    ("千", "1e3"),
    ("百", "1e2"),
];

struct Entry {
    definition: Definition,
    prefixable: bool,
}

static TABLE: LazyLock<HashMap<&'static str, Entry>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for (names, powers, numerator, denominator, prefixable) in ROWS {
        let (Some(top), Some(bottom)) = (Ratio::decimal(numerator), Ratio::decimal(denominator)) else { continue };
        let Ok(ratio) = top.times(bottom.inverse()) else { continue };
        for name in *names {
            let definition = Definition { dimension: Dimension::of(powers), ratio };
            table.insert(*name, Entry { definition, prefixable: *prefixable });
        }
    }
    table
});

/// Looks a single symbol up: as it stands, with a Chinese counting word, with an SI prefix.
pub(crate) fn find(symbol: &str) -> Option<Definition> {
    if let Some(entry) = TABLE.get(symbol) {
        return Some(entry.definition.clone());
    }
    for (word, factor) in COUNTING {
        if let Some(rest) = symbol.strip_prefix(word) {
            let inner = find(rest.trim_start())?;
            let ratio = inner.ratio.times(Ratio::decimal(factor)?).ok()?;
            return Some(Definition { ratio, ..inner });
        }
    }
    PREFIXES.iter().find_map(|(prefix, factor)| {
        let entry = TABLE.get(symbol.strip_prefix(prefix)?).filter(|entry| entry.prefixable)?;
        let ratio = entry.definition.ratio.times(Ratio::decimal(factor)?).ok()?;
        Some(Definition { dimension: entry.definition.dimension.clone(), ratio })
    })
}

/// Currencies read by their ISO 4217 code.
const CURRENCIES: &[&str] = &["CNY", "USD", "EUR", "GBP", "JPY", "CHF", "AUD", "CAD", "MYR", "THB"];

/// A currency code, with an optional price year (`EUR2000`); a price year changes what the money is worth, so each
/// year is a base of its own.
pub(crate) fn currency(symbol: &str) -> Option<Definition> {
    let (code, year) = symbol.split_at_checked(3)?;
    let letters = CURRENCIES.contains(&code).then_some(code.as_bytes())?;
    let base = match year.as_bytes() {
        [] => [letters[0], letters[1], letters[2]],
        [b'1' | b'2', b'0'..=b'9', tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            [letters[0].to_ascii_lowercase(), *tens, *ones]
        }
        _ => return None,
    };
    Some(Definition { dimension: Dimension::base(Base::Currency(base)), ratio: Ratio::ONE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_reads() {
        let names: usize = ROWS.iter().map(|row| row.0.len()).sum();
        assert_eq!(TABLE.len(), names, "a name occurs twice or a factor does not parse");
    }
}
