//! What can be granted, and what for.

use crate::word::words;

words! {
    /// A part of a plant's data that can be granted by itself; none includes another.
    Field, "field", {
        /// Name, sector and region.
        Profile = "profile" / "profile" / "工厂概况",
        /// Records of a year, month by month.
        Records = "records" / "activity records" / "活动数据",
        /// The file as submitted.
        File = "file" / "submitted file" / "提交文件",
        /// Greenhouse-gas accounts.
        Accounts = "accounts" / "greenhouse-gas accounts" / "温室气体核算",
        /// Product footprint.
        Footprint = "footprint" / "product footprint" / "产品碳足迹",
        /// References, decomposition, findings.
        Diagnosis = "diagnosis" / "diagnosis" / "诊断结果",
        /// Measures and their cost curve.
        Measures = "measures" / "measures" / "改进措施",
        /// The report as printed.
        Report = "report" / "report" / "诊断报告",
    }
}

words! {
    /// What data are read for.
    Purpose, "purpose", {
        /// Finding out why a plant uses what it uses.
        Diagnosis = "diagnosis" / "diagnosis" / "诊断",
        /// Comparison among plants.
        Benchmark = "benchmark" / "benchmarking" / "对标",
        /// Credit and finance.
        Finance = "finance" / "finance" / "金融对接",
        /// Verification by a third party.
        Verification = "verification" / "verification" / "核查",
        /// A joint project.
        Project = "project" / "project" / "项目合作",
        /// Research.
        Research = "research" / "research" / "科学研究",
        /// Policy work.
        Policy = "policy" / "policy" / "政策研究",
        /// A customer's or supplier's footprint.
        SupplyChain = "supply-chain" / "supply chain" / "供应链",
    }
}
