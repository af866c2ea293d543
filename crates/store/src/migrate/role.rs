//! The role of PostgreSQL that reads plant data under row-level security.

use crate::{
    StoreError,
    database::{Database, READER, run},
};

/// Makes the role where it is missing, and lets this connection's user take it on. Roles belong to the whole server, so
/// another database may have made it, or may be making it now.
const ENSURE: &str = "DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'verdigris_reader') THEN
        BEGIN
            CREATE ROLE verdigris_reader NOLOGIN NOINHERIT NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'verdigris_reader', 'MEMBER') THEN
        EXECUTE format('GRANT verdigris_reader TO %I', current_user);
    END IF;
END $$;";

pub(super) async fn ensure(database: &Database) -> Result<(), StoreError> {
    let mut connection = database.writer.acquire().await?;
    match run(&mut connection, ENSURE.to_owned()).await {
        Err(StoreError::Refused) => Err(StoreError::RoleMissing {
            role: READER,
            remedy: format!("CREATE ROLE {READER} NOLOGIN NOINHERIT NOBYPASSRLS; GRANT {READER} TO <this user>;"),
        }),
        other => other,
    }
}
