//! Location codes.
//!
//! ILCD writes the finest part first (`SZ-JS-CN`: Suzhou, Jiangsu, China); the network writes the widest first. Chinese
//! provinces go by the letters of ISO 3166-2:CN (GB/T 2260), which differ from the abbreviations in use in the data.

use std::collections::BTreeSet;

use verdigris_network::{Network, Region};
use verdigris_quantity::Label;

/// Abbreviation in the data, ISO 3166-2:CN letters, names.
const PROVINCES: [(&str, &str, &str, &str); 34] = [
    ("AH", "AH", "Anhui", "安徽"),
    ("BJ", "BJ", "Beijing", "北京"),
    ("CQ", "CQ", "Chongqing", "重庆"),
    ("FJ", "FJ", "Fujian", "福建"),
    ("GD", "GD", "Guangdong", "广东"),
    ("GS", "GS", "Gansu", "甘肃"),
    ("GX", "GX", "Guangxi", "广西"),
    ("GZ", "GZ", "Guizhou", "贵州"),
    ("HAIN", "HI", "Hainan", "海南"),
    ("HEB", "HE", "Hebei", "河北"),
    ("HEN", "HA", "Henan", "河南"),
    ("HK", "HK", "Hong Kong", "香港"),
    ("HLJ", "HL", "Heilongjiang", "黑龙江"),
    ("HUB", "HB", "Hubei", "湖北"),
    ("HUN", "HN", "Hunan", "湖南"),
    ("JL", "JL", "Jilin", "吉林"),
    ("JS", "JS", "Jiangsu", "江苏"),
    ("JX", "JX", "Jiangxi", "江西"),
    ("LN", "LN", "Liaoning", "辽宁"),
    ("MO", "MO", "Macao", "澳门"),
    ("NMG", "NM", "Inner Mongolia", "内蒙古"),
    ("NX", "NX", "Ningxia", "宁夏"),
    ("QH", "QH", "Qinghai", "青海"),
    ("SAX", "SN", "Shaanxi", "陕西"),
    ("SC", "SC", "Sichuan", "四川"),
    ("SD", "SD", "Shandong", "山东"),
    ("SH", "SH", "Shanghai", "上海"),
    ("SX", "SX", "Shanxi", "山西"),
    ("TJ", "TJ", "Tianjin", "天津"),
    ("TW", "TW", "Taiwan", "台湾"),
    ("XJ", "XJ", "Xinjiang", "新疆"),
    ("XZ", "XZ", "Tibet", "西藏"),
    ("YN", "YN", "Yunnan", "云南"),
    ("ZJ", "ZJ", "Zhejiang", "浙江"),
];

/// The network's code of a location: `SZ-JS-CN` becomes `CN-JS-SZ`; any other code stays as it is.
pub(crate) fn region(code: &str) -> String {
    let code = code.trim();
    let parts: Vec<&str> = code.split('-').collect();
    let [finer @ .., province, "CN"] = parts.as_slice() else { return code.to_owned() };
    let letters = PROVINCES.iter().find(|(data, ..)| data == province).map_or(*province, |(_, iso, ..)| iso);
    let mut region = format!("CN-{letters}");
    for part in finer.iter().rev() {
        region.push('-');
        region.push_str(part);
    }
    region
}

/// Declares the Chinese provinces that processes and exchanges name, and places below them with their parent.
pub(crate) fn declare(network: &mut Network) {
    let mut used = BTreeSet::new();
    for process in &network.processes {
        used.insert(process.region.clone());
        used.extend(process.exchanges.iter().map(|exchange| exchange.location.clone()));
    }
    used.extend(network.flows.iter().map(|flow| flow.location.clone()));
    for code in used.iter().filter(|code| code.starts_with("CN-")) {
        let mut parent = "CN".to_owned();
        for part in code.split('-').skip(1) {
            let id = format!("{parent}-{part}");
            let known = PROVINCES.iter().find(|(_, iso, ..)| parent == "CN" && *iso == part);
            let name = known.map(|(.., en, zh)| Label::new(*en, *zh)).unwrap_or_default();
            network.regions.insert(Region { id: id.clone(), name, parent });
            parent = id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_codes_are_turned_round() {
        assert_eq!(region("SZ-JS-CN"), "CN-JS-SZ");
        assert_eq!(region("SAX-CN"), "CN-SN");
        assert_eq!(region("CN"), "CN");
        assert_eq!(region("CN-SD"), "CN-SD");
        assert_eq!(region(" RER"), "RER");
    }
}
