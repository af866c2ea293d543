//! A section of the report that takes the reader from one scheme's total to another's.

use verdigris_accounts::{Account, Reconciliation};
use verdigris_quantity::Label;
use verdigris_report::dossier::{Align, Block, Cell, RowKind, Section, Table, TableRow, Width};

use crate::table::column;

/// The section: a table for each pair of schemes.
pub fn section(reconciliations: &[Reconciliation], accounts: &[Account]) -> Section {
    let blocks = reconciliations.iter().map(|one| Block::Table(table(one, accounts))).collect();
    Section { heading: Label::new("From one scheme to another", "不同核算标准间的对账"), blocks }
}

fn table(reconciliation: &Reconciliation, accounts: &[Account]) -> Table {
    let named = |id: &str| accounts.iter().find(|account| account.scheme == id);
    let total = |id: &str, en: &str, zh: &str| {
        let account = named(id);
        let name = account.map_or_else(|| Label::new(id, id), |account| account.name.clone());
        let value = account.and_then(|account| account.total).map(|total| total.to_string()).unwrap_or_default();
        let label = Label::new(format!("{en}: {}", name.en), format!("{zh}：{}", name.zh));
        let cells = vec![Cell::Text(label), Cell::Number(value), Cell::Empty];
        TableRow { cells, kind: RowKind::Total }
    };
    let mut rows = vec![total(&reconciliation.from, "from", "起")];
    rows.extend(reconciliation.steps.iter().map(|step| {
        let amount = Cell::Number(step.amount.to_string());
        TableRow {
            cells: vec![Cell::Text(step.name.clone()), amount, Cell::Text(step.because.clone())],
            kind: RowKind::Plain,
        }
    }));
    rows.push(total(&reconciliation.to, "to", "止"));
    Table {
        caption: Label::new(
            format!("From {} to {}", reconciliation.from, reconciliation.to),
            format!("由 {} 到 {}", reconciliation.from, reconciliation.to),
        ),
        columns: vec![
            column("step", "步骤", Align::Left, Width::Share(3)),
            column("tCO2e", "tCO2e", Align::Right, Width::Content),
            column("because", "原因", Align::Left, Width::Share(3)),
        ],
        rows,
        notes: vec![Label::new("The steps add up exactly.", "各步骤之和与差额严格相等。")],
    }
}
