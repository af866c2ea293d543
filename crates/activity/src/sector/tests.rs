use super::*;

#[test]
fn the_thirteen_sectors_read_and_each_asks_for_its_product_and_its_electricity() {
    let sectors = Sectors::packaged().unwrap();
    assert_eq!(sectors.all().len(), 13);
    for sector in sectors.all() {
        let asks = |wanted: &dyn Fn(&Row) -> bool| {
            sector.rows.iter().any(|row| wanted(row) && row.requirement != Requirement::Optional)
        };
        assert!(asks(&|row| row.item == "electricity-grid" && row.measure == "used"), "{}", sector.id);
        assert!(asks(&|row| sector.products.contains(&row.item) && row.measure == "produced"), "{}", sector.id);
        assert!(!sector.process_units.is_empty() && !sector.name.zh.is_empty(), "{}", sector.id);
    }
}

#[test]
fn every_unit_of_a_row_is_offered_with_itself_first() {
    let (sectors, vocabulary) = (Sectors::packaged().unwrap(), Vocabulary::packaged().unwrap());
    for row in sectors.all().iter().flat_map(|sector| &sector.rows) {
        let item = vocabulary.item(&row.item).unwrap();
        let unit = vocabulary.measure(&row.measure).unwrap().unit_of(item).unwrap();
        assert_eq!(sectors.offered(&unit)[0], unit.symbol(), "{row:?}");
        assert!(sectors.offered.contains_key(unit.symbol()), "{} is not in units.csv", unit.symbol());
    }
}

#[test]
fn the_choices_of_the_contract_are_there() {
    let sectors = Sectors::packaged().unwrap();
    let choice = |sector: &str, id: &str| {
        let sector = sectors.sector(sector).unwrap();
        sector.choices.iter().find(|choice| choice.id == id).unwrap().options.clone()
    };
    let ids: Vec<String> = choice("aluminium-electrolysis", "cell-technology").into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["pfpb-l", "pfpb-m", "cwpb", "swpb", "vss", "hss"]);
    assert!(choice("rolling-extrusion", "cn-code").iter().any(|(id, _)| id == "7601"));
    assert!(choice("generic", "goods").is_empty());
}

#[test]
fn an_unknown_sector_names_those_there_are() {
    let error = Sectors::packaged().unwrap().sector("steel").unwrap_err();
    assert!(error.to_string().contains("aluminium-electrolysis"), "{error}");
}

#[test]
fn a_row_of_an_unknown_item_is_refused_with_its_line() {
    let vocabulary = Vocabulary::packaged().unwrap();
    let tables = SectorTables {
        sectors: "id,name_en,name_zh,products,making,metal\na,a,甲,alumina,stages,\n",
        process_units: "sector,id,name_en,name_zh\n",
        rows: "sectors,process_unit,item,measure,requirement,hint_en,hint_zh\n*,,unobtainium,used,,,\n",
        attributes: "sectors,attribute,attribute_en,attribute_zh,choice,choice_en,choice_zh\n",
        units: "unit,offered\n",
    };
    let error = Sectors::read(&tables, &vocabulary).unwrap_err().to_string();
    assert!(error.contains("rows.csv, row 1") && error.contains("unobtainium"), "{error}");
}
