//! What parsers and the system say of their own accord, in Chinese where its form is known.
//!
//! Libraries speak English. The forms people meet when a request, a file or an address does not do are few; what has
//! another form stays as it is.

/// The reason in Chinese; as it is where its form is not known.
pub fn chinese(reason: &str) -> String {
    system(reason).map_or_else(|| place(reason), str::to_owned)
}

/// An error of the operating system, told by its number.
fn system(reason: &str) -> Option<&'static str> {
    let (_, number) = reason.rsplit_once("(os error ")?;
    Some(match number.trim_end_matches(')') {
        "1" | "13" => "权限不足",
        "2" => "没有该文件或目录",
        "17" => "已存在",
        "20" => "不是目录",
        "21" => "是目录，不是文件",
        "28" => "磁盘已满",
        "30" => "文件系统只读",
        "98" => "地址已被占用",
        "99" => "本机没有该地址",
        "104" => "连接被对方断开",
        "111" => "连接被拒绝",
        _ => return None,
    })
}

/// A reason that ends with its line and column.
fn place(reason: &str) -> String {
    let reason = reason.strip_prefix("Failed to deserialize query string: ").unwrap_or(reason);
    let placed = reason.rsplit_once(" at line ").and_then(|(what, place)| {
        let (line, column) = place.split_once(" column ")?;
        let whole = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
        (whole(line) && whole(column)).then_some((what, line, column))
    });
    match placed {
        // A body without lines has no place worth telling.
        Some((what, "0" | "1", "0")) => said(what),
        Some((what, line, column)) => format!("{}（第{line}行第{column}列）", said(what)),
        None => said(reason),
    }
}

/// A sentence of the reader of JSON, queries and units.
fn said(what: &str) -> String {
    let expected = |rest: &str, head: &str| {
        let (name, rest) = rest.split_once(", ").unwrap_or((rest, ""));
        match rest.strip_prefix("expected one of ").or_else(|| rest.strip_prefix("expected ")) {
            Some(list) => format!("{head} {name}，应为 {}", kind(list)),
            None => format!("{head} {name}"),
        }
    };
    let forms: [(&str, &str); 3] =
        [("unknown field ", "未知字段"), ("unknown variant ", "不可用的取值"), ("invalid length ", "长度不符：")];
    for (form, head) in forms {
        if let Some(rest) = what.strip_prefix(form) {
            return expected(rest, head);
        }
    }
    for (form, head) in [("invalid type: ", "类型不符"), ("invalid value: ", "取值不符")] {
        if let Some((found, wanted)) = what.strip_prefix(form).and_then(|rest| rest.rsplit_once(", expected ")) {
            return format!("{head}：得到{}，应为{}", kind(found), kind(wanted));
        }
    }
    for (form, head) in [("missing field ", "缺少字段"), ("duplicate field ", "字段重复")] {
        if let Some(name) = what.strip_prefix(form) {
            return format!("{head} {name}");
        }
    }
    match what {
        "trailing characters" => "结尾后还有多余字符",
        "EOF while parsing a value"
        | "EOF while parsing an object"
        | "EOF while parsing a list"
        | "EOF while parsing a string" => "内容不完整",
        "expected value" => "此处应为一个值",
        "expected ident" => "此处应为 true、false 或 null",
        "expected `,` or `}`" => "此处应为“,”或“}”",
        "expected `,` or `]`" => "此处应为“,”或“]”",
        "expected `:`" => "此处应为“:”",
        "key must be a string" => "键必须是字符串",
        "trailing comma" => "多余的逗号",
        "invalid number" => "数字格式不对",
        "number out of range" => "数字超出范围",
        "recursion limit exceeded" => "嵌套过深",
        "invalid escape" | "invalid unicode code point" | "lone leading surrogate in hex escape" => "转义字符不对",
        "a list where an object belongs" => "应为对象，不能是列表",
        "the end" => "结束",
        "fewer parentheses" => "更少的括号",
        "a unit symbol" => "单位符号",
        "a power" => "幂次",
        other => return other.to_owned(),
    }
    .to_owned()
}

/// The kind of a value, as the readers name it.
fn kind(name: &str) -> String {
    let name = name.trim();
    for (en, zh) in [
        ("string ", "字符串 "),
        ("integer ", "整数 "),
        ("floating point ", "小数 "),
        ("boolean ", "布尔值 "),
        ("character ", "字符 "),
    ] {
        if let Some(rest) = name.strip_prefix(en) {
            return format!("{zh}{rest}");
        }
    }
    match name {
        "null" | "unit" => "空值",
        "map" | "a map" => "对象",
        "sequence" | "a sequence" => "列表",
        "a string" | "string" | "a borrowed string" => "字符串",
        "a boolean" => "布尔值（true 或 false）",
        "i8" | "i16" | "i32" | "i64" | "isize" => "整数",
        "u8" | "u16" | "u32" | "u64" | "usize" => "非负整数",
        "f32" | "f64" => "数字",
        _ if name.starts_with("struct ") => "对象",
        _ if name.starts_with("enum ") => "可用的取值",
        other => return other.to_owned(),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Shape {
        name: String,
        year: i32,
        kind: Word,
        list: Vec<u8>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Word {
        Red,
        Green,
    }

    #[test]
    fn what_the_reader_of_json_says_is_said_in_chinese() {
        let bodies = [
            "",
            "{",
            "{\"name\"",
            "{\"name\":",
            "{\"name\":1}",
            "[1]",
            "nul",
            "{\"name\":\"a\" 1}",
            "{}",
            "{\"other\":1}",
            "{\"kind\":\"blue\"}",
            "{\"year\":\"x\"}",
            "{\"year\":1.5}",
            "{\"year\":99999999999}",
            "{\"list\":[1 2]}",
            "{\"list\":{}}",
            "{\"list\":[300]}",
            "{\"name\":\"a\",\"name\":\"b\"}",
            "{1:2}",
            "{\"name\":null}",
            "{} x",
            "{\"year\":true}",
            "{\"year\":-}",
            "\"\\x\"",
            "{\"name\":\"\\x\"}",
            "{,}",
        ];
        for body in bodies {
            let english = serde_json::from_str::<Shape>(body).unwrap_err().to_string();
            let told = chinese(&english);
            let words = ["expected", "invalid", "missing", "unknown", "EOF", " at line ", "trailing", "duplicate"];
            assert!(!words.iter().any(|word| told.contains(word)), "{body}: {english} → {told}");
        }
    }

    #[test]
    fn the_system_is_told_by_its_number_and_what_is_not_known_stays() {
        for (number, told) in [(2, "没有该文件或目录"), (98, "地址已被占用")] {
            assert_eq!(chinese(&std::io::Error::from_raw_os_error(number).to_string()), told);
        }
        assert_eq!(chinese("the moon is full"), "the moon is full");
        assert_eq!(
            chinese("unknown variant `blue`, expected `red` or `green` at line 1 column 14"),
            "不可用的取值 `blue`，应为 `red` or `green`（第1行第14列）"
        );
    }

    #[test]
    fn units_say_what_they_expected() {
        let error = "kg*(m".parse::<verdigris_quantity::Unit>().unwrap_err();
        let problem = crate::Problem::from(error);
        assert!(problem.message(verdigris_quantity::Language::Zh).contains("个字符处应为"), "{problem}");
    }
}
