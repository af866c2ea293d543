//! People with an account.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use verdigris_alliance::{Mandate, OrganisationId, Person, PersonId};
use verdigris_quantity::Language;

use crate::{
    Page, Paging, Store, StoreError, Writing,
    database::Work,
    row::{Columns as _, language, one_changed, random},
};

/// A person to be stored.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The person's name.
    pub name: String,
    /// Address to sign in with; compared without regard to case.
    pub email: String,
    /// Language of messages.
    pub language: Language,
}

/// A person of an organisation with the mandates held there, past ones too.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// Who.
    pub person: Person,
    /// As what.
    pub mandates: Vec<Mandate>,
}

/// The form in which addresses are compared.
fn key(email: &str) -> String {
    email.trim().to_lowercase()
}

pub(crate) fn person(row: &AnyRow) -> Result<Person, StoreError> {
    Ok(Person {
        id: row.parsed("id")?,
        name: row.text("name")?,
        email: row.text("email")?,
        language: row.language("language")?,
        disabled: row.maybe_time("disabled_at")?,
    })
}

pub(crate) async fn insert(work: &mut Work, new: &NewPerson, at: Timestamp) -> Result<Person, StoreError> {
    let id = PersonId::new(at, random()?);
    sqlx::query(
        "INSERT INTO person (id, name, email, email_key, language, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id.to_string())
    .bind(new.name.clone())
    .bind(new.email.trim().to_owned())
    .bind(key(&new.email))
    .bind(language(new.language))
    .bind(at.as_microsecond())
    .execute(&mut **work)
    .await?;
    let email = new.email.trim().to_owned();
    Ok(Person { id, name: new.name.clone(), email, language: new.language, disabled: None })
}

impl Writing<'_> {
    /// Stores a person, with a password's hash where one is given. The address must be new.
    pub async fn add_person(
        &mut self,
        new: &NewPerson,
        password: Option<&crate::NewPassword>,
        at: Timestamp,
    ) -> Result<Person, StoreError> {
        let person = insert(&mut self.work, new, at).await?;
        if let Some(password) = password {
            crate::passwords::set(&mut self.work, person.id, password, at).await?;
        }
        Ok(person)
    }
}

impl Store {
    /// Stores a person, with a password's hash where one is given. The address must be new.
    pub async fn add_person(
        &self,
        new: &NewPerson,
        password: Option<&crate::NewPassword>,
        at: Timestamp,
    ) -> Result<Person, StoreError> {
        let mut writing = self.begin().await?;
        let person = writing.add_person(new, password, at).await?;
        writing.commit().await?;
        Ok(person)
    }

    /// A person.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let query = sqlx::query("SELECT * FROM person WHERE id = $1").bind(id.to_string());
        query.fetch_optional(self.reader()).await?.map(|row| person(&row)).transpose()
    }

    /// The person who signs in with an address.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Person>, StoreError> {
        let query = sqlx::query("SELECT * FROM person WHERE email_key = $1").bind(key(email));
        query.fetch_optional(self.reader()).await?.map(|row| person(&row)).transpose()
    }

    /// Whether anybody has an account: a database where nobody has is a new one.
    pub async fn has_people(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query("SELECT id FROM person LIMIT 1").fetch_optional(self.reader()).await?.is_some())
    }

    /// Changes what a person may change alone.
    pub async fn edit_person(&self, id: PersonId, name: &str, chosen: Language) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        let query = sqlx::query("UPDATE person SET name = $2, language = $3, version = version + 1 WHERE id = $1")
            .bind(id.to_string())
            .bind(name.to_owned())
            .bind(language(chosen));
        one_changed(query, &mut work).await?;
        work.commit().await?;
        Ok(())
    }

    /// Closes an account, ending its sessions and tokens, or opens it again.
    pub async fn set_disabled(&self, id: PersonId, disabled: Option<Timestamp>) -> Result<(), StoreError> {
        let mut work = self.write().await?;
        let query = sqlx::query("UPDATE person SET disabled_at = $2, version = version + 1 WHERE id = $1")
            .bind(id.to_string())
            .bind(disabled.map(Timestamp::as_microsecond));
        one_changed(query, &mut work).await?;
        if disabled.is_some() {
            for text in ["DELETE FROM session WHERE person = $1", "DELETE FROM token WHERE person = $1"] {
                sqlx::query(text).bind(id.to_string()).execute(&mut *work).await?;
            }
        }
        work.commit().await?;
        Ok(())
    }

    /// The people with a mandate, past or present, in an organisation.
    pub async fn people_of(
        &self,
        organisation: OrganisationId,
        paging: &Paging,
    ) -> Result<Page<Colleague>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM person WHERE id > $2 \
             AND id IN (SELECT person FROM mandate WHERE organisation = $1) ORDER BY id LIMIT $3",
        )
        .bind(organisation.to_string())
        .bind(paging.cursor())
        .bind(paging.fetch())
        .fetch_all(self.reader())
        .await?;
        let people = rows.iter().map(person).collect::<Result<Vec<_>, _>>()?;
        let page = paging.page(people, |person| person.id.to_string());
        let mandates = self.mandates_in(organisation).await?;
        Ok(page.map(|person| {
            let own = mandates.iter().filter(|mandate| mandate.person == person.id).cloned().collect();
            Colleague { person, mandates: own }
        }))
    }
}
