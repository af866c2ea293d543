//! The words of figures in both languages.

use verdigris_quantity::{Label, Language};

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

            /// The word in both languages.
            pub fn label(self) -> Label {
                Label::new(self.get(Language::En), self.get(Language::Zh))
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
    Contents: "Contents", "目录";
    Note: "Note", "说明";
    Table: "Table", "表";
    Figure: "Figure", "图";
    Sources: "Sources and trust", "数据来源与可信度";
    NotAvailable: "not available", "无数据";
    Error: "Error", "错误";
    Warning: "Warning", "警告";
    Notice: "Notice", "提示";
    Symbol: "Symbol", "符号";
    Gap: "Plant less reference", "本企业减参照值";
    GapMeaning: "Orange: the plant is behind the reference. Green: it meets it.", "橙色：未达到参照值；绿色：已达到。";
    Band: "Pale band: 95% interval of the plant's value.", "浅色带：本企业数值的 95% 区间。";
    Abated: "Avoided, cumulative", "累计减排量";
    Cumulative: "cumulative", "累计";
    Measure: "Measure", "措施";
    Allowed: "Grey: what the alloy allows. Dot: mean of the melt. Line: what is promised. Orange: a limit binds.", "灰色：合金允许范围；圆点：熔体均值；线段：保证范围；橙色：触及限值。";
    Unpriced: "No sourced cost: not ranked", "无可引用的成本数据，未参与排序";
    CostRange: "Whiskers: lowest and highest cost of the sources.", "须线：来源给出的最低与最高成本。";
    Jump: "▲ Orange: the month jumps from those about it.", "▲ 橙色：该月与相邻月份相比突变。";
    NoRecord: "? No record for the month.", "? 该月无记录。";
    Summary: "Summary", "汇总";
    Inputs: "Inputs and sources", "输入数据与来源";
    Reconciliation: "Reconciliation", "勾稽对账";
    Findings: "Findings", "问题清单";
    NoFindings: "Nothing was found.", "未发现问题。";
    Finding: "Finding", "问题";
    Severity: "Severity", "级别";
    Remedy: "Remedy", "处理建议";
    Place: "Place", "出处";
    Trust: "Trust", "可信度";
    Formula: "Formula", "公式";
    Reported: "As reported", "报告值";
    Check: "Check", "校验";
    NotLive: "not live", "非公式";
    Scheme: "Scheme", "核算体系";
    Sheet: "Sheet", "工作表";
    Origin: "Source", "来源";
    Amount: "Value", "数值";
    Broken: "The horizontal scale does not start at 0.", "横轴不从 0 起。";
    Quantity: "Quantity", "量";
    TrustOfficial: "read in the official document", "取自官方文件原文";
    TrustTranscribed: "open transcription of the official document: check before relying on it", "官方文件的公开转录文本，采信前请核对原文";
    TrustNews: "news or policy summary", "新闻报道或政策摘要";
    TrustData: "open data set", "开放数据集";
    TrustComputed: "computed here from the sources named", "由所列来源计算得出";
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
