//! The packaged example plants: they read without a defect, pass the checks, and stand as networks of their own.

use rust_decimal::Decimal;
use verdigris_activity::{Activity, Sectors, Total, Vocabulary, Year, check, examples, network};
use verdigris_interchange::{Limits, activity};

fn read(id: &str) -> Activity {
    activity::example(id).unwrap()
}

#[test]
fn examples_read_and_pass_the_checks() {
    let (vocabulary, sectors) = (Vocabulary::packaged().unwrap(), Sectors::packaged().unwrap());
    for example in examples() {
        let bytes = example.csv.as_bytes().to_vec();
        let (records, findings) = activity::read_bytes(example.id, bytes, &Limits::default()).unwrap();
        assert_eq!(findings, [], "{}", example.id);
        assert_eq!((records.plant.id.as_str(), records.plant.sector.as_str()), (example.id, example.sector));
        assert_eq!(check::findings(&records, &vocabulary, &sectors), [], "{}", example.id);
        assert!(records.records.iter().all(|record| !record.source.is_empty()), "{}", example.id);
        let year = Year::of(&records, &vocabulary).unwrap();
        let own = network::of(&year, &vocabulary, &sectors).unwrap();
        assert!(own.processes[0].exchanges.len() > 3, "{}", example.id);
    }
}

/// The months add up to the figure of the source to the last digit: 13511 kWh/t (IAI, China 2021) of 500,000 t.
#[test]
fn months_of_the_smelter_add_up_to_the_published_intensity() {
    let year = Year::of(&read("example-aluminium"), &Vocabulary::packaged().unwrap()).unwrap();
    let value = |item, measure| year.in_unit(item, measure, "electrolysis").unwrap().value;
    let (metal, power) = (value("liquid-aluminium", "produced"), value("electricity-cells-ac", "used"));
    assert_eq!(metal, Decimal::from(500_000));
    assert_eq!(power * Decimal::ONE_THOUSAND / metal, Decimal::from(13511));
}

#[test]
fn an_example_survives_its_sectors_template() {
    for example in examples() {
        let before = read(example.id);
        let book = activity::template(example.sector, Some(&before)).unwrap();
        let (after, findings) = activity::read_bytes("plant.xlsx", book, &Limits::default()).unwrap();
        assert_eq!(findings, [], "{}", example.id);
        let vocabulary = Vocabulary::packaged().unwrap();
        let totals = |activity: &Activity| -> Vec<Total> {
            let year = Year::of(activity, &vocabulary).unwrap();
            year.totals().map(|total| Total { places: Vec::new(), ..total.clone() }).collect()
        };
        assert_eq!(totals(&before), totals(&after), "{}", example.id);
    }
}

#[test]
fn an_unknown_example_names_those_there_are() {
    assert!(activity::example("nowhere").unwrap_err().to_string().contains("example-zinc"));
}
