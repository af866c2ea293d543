//! What every column means, in English and Chinese, for the template.

/// Table (empty for all), column, English, Chinese. A row for one table wins over one for all.
const MEANINGS: &[(&str, &str, &str, &str)] = &[
    ("", "id", "unique short name", "唯一短名"),
    ("", "name_en", "name in English", "英文名称"),
    ("", "name_zh", "name in Chinese", "中文名称"),
    ("", "note", "remarks", "备注"),
    ("", "source", "id of a row in sources", "来源编号（见 sources 表）"),
    ("", "place", "page, table, clause or data-set id in the source", "在来源中的位置：页、表、条款或数据集编号"),
    (
        "",
        "trust",
        "P official file, T transcription, N news, D open data, C computed",
        "可信度：P 官方原文，T 转录，N 新闻，D 开放数据，C 计算",
    ),
    ("", "unit", "unit, e.g. kg, t, MJ, kWh, m3, t*km", "单位，如 kg、t、MJ、kWh、m3、t*km"),
    ("", "category", "path in a classification, levels parted by /", "分类路径，各级以 / 分隔"),
    ("", "licence", "licence or legal status", "许可或法律状态"),
    ("", "version", "version", "版本"),
    ("", "formula", "expression of parameters", "由参数组成的算式"),
    (
        "",
        "distribution",
        "e.g. lognormal(gsd=1.2), normal(cv=0.05), uniform(min=1,max=2)",
        "不确定性分布，如 lognormal(gsd=1.2)",
    ),
    ("", "pedigree", "five scores 1 to 5, e.g. 2;1;3;1;2@0.0006", "谱系评分，五项 1 至 5 分，如 2;1;3;1;2@0.0006"),
    ("", "group", "rows of one group draw one random number", "同组各行取同一随机数"),
    ("", "flow", "flow id", "流编号"),
    ("", "process", "process id", "过程编号"),
    (
        "",
        "compartment",
        "air, air/urban, water/fresh, soil, resource/ground …",
        "环境介质：air、air/urban、water/fresh、soil、resource/ground 等",
    ),
    ("", "cas", "CAS number", "CAS 号"),
    ("", "value", "number", "数值"),
    ("", "method", "method id", "方法编号"),
    ("", "region", "region code", "地区代码"),
    ("", "location", "region code", "地区代码"),
    ("", "regions", "one region or a list parted by ;", "一个地区，或以 ; 分隔的多个地区"),
    ("sources", "title", "title of the publication or data set", "出版物或数据集名称"),
    ("sources", "publisher", "publisher", "出版者"),
    ("sources", "year", "year of publication", "出版年份"),
    ("sources", "url", "web address", "网址"),
    ("regions", "id", "GLO, country code or subdivision (CN, CN-SD)", "GLO、国家代码或省级代码（CN、CN-SD）"),
    ("regions", "parent", "the region one step wider", "上一级地区"),
    ("flows", "kind", "product, waste or elementary", "类型：product 产品，waste 废物，elementary 基本流"),
    ("flows", "unit", "reference unit", "基准单位"),
    ("flows", "formula", "chemical formula", "化学式"),
    ("flows", "synonyms", "other names, parted by ;", "别名，以 ; 分隔"),
    (
        "properties",
        "property",
        "mass, energy, volume, price, carbon …",
        "属性：mass 质量，energy 能量，volume 体积，price 价格，carbon 碳",
    ),
    ("properties", "value", "amount per one reference unit of the flow", "每一基准单位所含的量"),
    (
        "processes",
        "kind",
        "unit, market, aggregated or treatment",
        "类型：unit 单元，market 市场，aggregated 汇总，treatment 处理",
    ),
    ("processes", "year", "year the data describe", "数据年份"),
    ("processes", "valid_from", "first day or year of validity", "有效期起"),
    ("processes", "valid_to", "last day or year of validity", "有效期止"),
    ("processes", "technology_en", "technology in short words", "工艺（英文）"),
    ("processes", "technology_zh", "technology in short words, Chinese", "工艺（中文）"),
    (
        "processes",
        "allocation",
        "none, mass, energy, price, factors or substitution",
        "分配方法：none、mass、energy、price、factors、substitution",
    ),
    ("processes", "site", "site that runs the process", "所属厂址"),
    ("exchanges", "id", "stable id within the process", "过程内的稳定编号"),
    ("exchanges", "direction", "input or output", "方向：input 输入，output 输出"),
    (
        "exchanges",
        "role",
        "reference (one per process), coproduct, avoided, or empty",
        "角色：reference 主产品（每过程一个），coproduct 联产品，avoided 被替代产品，或空",
    ),
    ("exchanges", "amount", "number, or empty where formula is given", "数量；有算式时可空"),
    ("exchanges", "provider", "process id, empty to link by flow and region", "供应过程编号，空则按流和地区链接"),
    ("exchanges", "location", "region of the emission, empty = the process's", "排放地区，空则同过程"),
    (
        "exchanges",
        "allocation_factor",
        "share of the burden, for allocation by factors",
        "分配份额（allocation = factors 时）",
    ),
    ("parameters", "process", "process id, empty = whole network", "过程编号，空则适用于全网络"),
    ("indicators", "unit", "unit of the indicator, e.g. kg CO2e", "指标单位，如 kg CO2e"),
    ("factors", "indicator", "indicator id", "指标编号"),
    ("factors", "value", "indicator units per unit of the flow", "每单位流的指标值"),
    ("factors", "flow", "flow id in this network or UUID of a published list", "本网络的流编号，或公开清单的 UUID"),
    ("aliases", "from", "flow id or name that users name", "使用方所写的流编号或名称"),
    ("aliases", "to", "flow id that a process provides", "供应方的流编号"),
    ("aliases", "unit", "unit of the amounts that factor applies to", "系数所适用的单位"),
    ("aliases", "factor", "amounts of `from` times this are amounts of `to`", "换算系数"),
    ("aliases", "note", "why the two are one", "二者等同的理由"),
];

/// English and Chinese meaning of a column.
pub(super) fn of(table: &str, column: &str) -> Option<(&'static str, &'static str)> {
    let find = |table: &str| MEANINGS.iter().find(|row| row.0 == table && row.1 == column);
    find(table).or_else(|| find("")).map(|row| (row.2, row.3))
}

/// An example cell.
pub(super) fn example(table: &str, column: &str) -> &'static str {
    match (table, column) {
        ("network", "id") => "my-plant",
        ("sources", "id") | (_, "source") => "plant-records-2025",
        ("sources", "title") => "Plant records 2025",
        ("sources", "trust") => "D",
        ("sources", "licence") => "own data",
        ("regions", "id") | ("processes", "regions") => "CN-SD",
        ("regions", "parent") => "CN",
        ("flows", "id") | ("exchanges" | "properties", "flow") | ("aliases", "to") => "aluminium-ingot",
        ("aliases", "from") => "Aluminium, primary",
        ("aliases", "note") => "same product under another name",
        ("flows", "kind") => "product",
        ("flows" | "exchanges", "unit") => "t",
        ("flows", "name_en") => "Aluminium ingot",
        ("flows", "name_zh") => "铝锭",
        ("properties", "property") => "energy",
        ("properties" | "parameters" | "factors", "value") | ("exchanges", "amount") => "1",
        ("properties", "unit") => "MJ",
        ("processes", "id") | ("exchanges" | "parameters", "process") => "electrolysis",
        ("processes", "name_en") => "Aluminium electrolysis",
        ("processes", "name_zh") => "铝电解",
        ("exchanges", "id") => "out",
        ("exchanges", "direction") => "output",
        ("exchanges", "role") => "reference",
        ("parameters", "id") => "current_efficiency",
        ("methods", "id") | ("indicators" | "factors", "method") => "my-method",
        ("indicators", "id") | ("factors", "indicator") => "climate-change",
        ("indicators", "unit") => "kg CO2e",
        ("factors", "compartment") => "air",
        ("factors", "name_en") => "Carbon dioxide, fossil",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use verdigris_network::table::schema;

    use super::*;

    #[test]
    fn every_column_has_a_meaning() {
        for schema in schema::ALL {
            for column in schema.columns {
                assert!(of(schema.name, column).is_some(), "{}.{column}", schema.name);
            }
        }
    }
}
