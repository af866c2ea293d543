use super::{authenticator::Authenticator, *};

const ORIGIN: &str = "https://verdigris.example";

fn passkeys() -> Passkeys {
    let configuration = Configuration { public_url: Some(ORIGIN.into()), ..Configuration::default() };
    Passkeys::new(&configuration).unwrap()
}

fn person() -> PersonId {
    PersonId::from_bits(0x0193_4d5e_6f70_7182_93a4_b5c6_d7e8_f901)
}

fn registered(passkeys: &Passkeys, key: &mut Authenticator) -> Accepted {
    let asked = passkeys.ask_new(person(), "li.wei@example.org", "李伟", &[]).unwrap();
    passkeys.accept_new(&asked.kept, key.create(&asked.options)).unwrap()
}

#[test]
fn a_passkey_names_its_person_and_signs_in() {
    let (passkeys, mut key) = (passkeys(), Authenticator::new(ORIGIN, 7));
    let stored = registered(&passkeys, &mut key);
    let asked = passkeys.ask().unwrap();
    assert_eq!(asked.options["publicKey"]["allowCredentials"], json!([]), "nothing tells whose keys exist");
    let answer = Credential::read(key.get(&asked.options)).unwrap();
    assert_eq!(answer.person(), Some(person()));
    assert_eq!(answer.stored_as(), stored.credential);
    let done = passkeys.accept(&asked.kept, &answer, &stored.body).unwrap();
    assert_ne!(done.body, stored.body, "the counter moves");
}

#[test]
fn the_key_keeps_its_person_and_is_not_registered_twice() {
    let (passkeys, mut key) = (passkeys(), Authenticator::new(ORIGIN, 7));
    let stored = registered(&passkeys, &mut key);
    let asked = passkeys.ask_new(person(), "li.wei@example.org", "李伟", &[stored.body]).unwrap();
    let public = &asked.options["publicKey"];
    assert_eq!(public["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(public["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(public["excludeCredentials"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let (passkeys, mut key) = (passkeys(), Authenticator::new(ORIGIN, 7));
    let stored = registered(&passkeys, &mut key);
    let (first, second) = (passkeys.ask().unwrap(), passkeys.ask().unwrap());
    let answer = Credential::read(key.get(&first.options)).unwrap();
    assert!(passkeys.accept(&second.kept, &answer, &stored.body).is_err());
}

#[test]
fn another_key_and_another_site_are_refused() {
    let (passkeys, mut key) = (passkeys(), Authenticator::new(ORIGIN, 7));
    let stored = registered(&passkeys, &mut key);
    let mut other = Authenticator::new(ORIGIN, 8);
    registered(&passkeys, &mut other);
    let mut elsewhere = Authenticator::new("https://verdigris.example.evil.example", 7);
    for key in [&mut other, &mut elsewhere] {
        key.id.clone_from(&vec![7; 16]);
        let asked = passkeys.ask().unwrap();
        let answer = Credential::read(key.get(&asked.options)).unwrap();
        assert!(passkeys.accept(&asked.kept, &answer, &stored.body).is_err());
    }
    let asked = passkeys.ask_new(person(), "a", "b", &[]).unwrap();
    assert!(passkeys.accept_new(&asked.kept, elsewhere.create(&asked.options)).is_err());
}

#[test]
fn a_copied_key_shows_by_its_counter() {
    let (passkeys, mut key) = (passkeys(), Authenticator::new(ORIGIN, 7));
    let stored = registered(&passkeys, &mut key);
    let asked = passkeys.ask().unwrap();
    let answer = Credential::read(key.get(&asked.options)).unwrap();
    let stored = passkeys.accept(&asked.kept, &answer, &stored.body).unwrap();
    key.rewind();
    let asked = passkeys.ask().unwrap();
    let answer = Credential::read(key.get(&asked.options)).unwrap();
    assert!(passkeys.accept(&asked.kept, &answer, &stored.body).is_err());
}

#[test]
fn passkeys_need_a_host_name() {
    let of = |address: Option<&str>| {
        Passkeys::new(&Configuration { public_url: address.map(str::to_owned), ..Configuration::default() }).is_some()
    };
    assert!(of(None) && of(Some("https://a.example")) && of(Some("http://localhost:5173")));
    assert!(!of(Some("https://192.0.2.7")) && !of(Some("http://a.example")));
}
