//! The words of figures in both languages.

use verdigris_quantity::Language;

macro_rules! words {
    ($($name:ident: $en:literal, $zh:literal;)+) => {
        /// A word or phrase of a figure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word { $($name,)+ }

        impl Word {
            /// The word in a language.
            pub fn get(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::En) => $en, (Self::$name, Language::Zh) => $zh,)+
                }
            }
        }
    };
}

words! {
    Total: "Total", "合计";
    Unit: "Unit", "单位";
    Source: "Source", "数据来源";
    Other: "Other", "其他";
    Own: "Solid: the step's own emissions", "实色：本环节直接排放";
    Passed: "Pale: passed on from its supplies", "浅色：由上游供应带入";
    Credit: "Hatched: credit (negative)", "斜线：抵扣（负值）";
    Loop: "Dashed rim: returns in a loop", "虚线边：循环回流";
    Remainder: "Below the cutoff, not drawn", "低于截断值，未画出";
    Interval: "95% interval", "95% 区间";
    Unassigned: "Not broken down", "未细分";
    Step: "Activity", "活动";
    Product: "Product", "产品";
    Region: "Region", "地区";
    Direct: "Own emissions", "直接排放";
    Upstream: "With upstream", "含上游合计";
    Share: "Share", "占比";
    Supplier: "Supplier", "供应方";
    User: "User", "使用方";
    Value: "Score carried", "传递量";
    Steps: "Activities", "活动一览";
    Supplies: "Supplies", "供应关系";
    Contribution: "Contribution", "贡献";
    From: "from", "起";
    To: "to", "止";
    Figures: "Figures as a table", "数据表";
    More: "more", "项";
}

/// The language tag of a document.
pub fn tag(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Zh => "zh-CN",
    }
}

/// Joins a heading and what it says, `Unit: kg` or `单位：kg`.
pub fn pair(heading: &str, said: &str, language: Language) -> String {
    match language {
        Language::En => format!("{heading}: {said}"),
        Language::Zh => format!("{heading}：{said}"),
    }
}
