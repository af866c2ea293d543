//! Starting, listening, and stopping without dropping anybody.

use std::{net::SocketAddr, time::Duration};

use serde_json::json;
use tokio::{net::TcpListener, sync::watch};
use verdigris_store::NewJob;

use crate::{
    Configuration, Mode, Platform, ServerError, Shared,
    demo::{self, Submitted},
    jobs::work,
    logging, router,
};

/// How long running requests may take after a stop was asked.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked whether the next year of the example can be diagnosed.
const BETWEEN_EXAMPLES: Duration = Duration::from_secs(1);

/// Runs the server until it is asked to stop (Ctrl-C or SIGTERM).
pub fn serve(configuration: Configuration, listening: impl FnOnce(SocketAddr) + Send) -> Result<(), ServerError> {
    logging::begin(&configuration.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(run(configuration, listening));
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

async fn run(configuration: Configuration, listening: impl FnOnce(SocketAddr) + Send) -> Result<(), ServerError> {
    let address = configuration.listen;
    // Beside the opening of the store, and done before the first request comes.
    let packaged = tokio::task::spawn_blocking(crate::engine::read_packaged);
    let platform = Platform::open(configuration).await?;
    let store = platform.store.clone();
    let mut showing = None;
    if platform.configuration.mode == Mode::Demo {
        let years = demo::load(&store, platform.now()).await?;
        showing = Some(tokio::spawn(diagnose_example(platform.clone(), years)));
    }
    let _ = packaged.await;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| ServerError::Listen { address: address.to_string(), reason: error.to_string() })?;
    let (stop, stopping) = watch::channel(false);
    let workers: Vec<_> = (0..platform.configuration.jobs.workers)
        .map(|_| tokio::spawn(work(platform.clone(), stopping.clone())))
        .collect();
    tokio::task::spawn_blocking(crate::engine::warm);
    let index = platform.clone();
    tokio::spawn(async move { index.shelf.warm(&index.store).await });
    let sweeping = tokio::spawn(sweep(platform.clone()));
    let service = router(platform).into_make_service_with_connect_info::<SocketAddr>();
    listening(listener.local_addr()?);
    let mut told = stopping;
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        let _ = told.changed().await;
    });
    let server = tokio::spawn(server.into_future());
    asked_to_stop().await;
    tracing::info!("stopping");
    let _ = stop.send(true);
    sweeping.abort();
    if let Some(showing) = showing {
        showing.abort();
    }
    let ended = tokio::time::timeout(PATIENCE, server).await;
    for worker in workers {
        // What a worker cannot give back in time is begun again when its claim runs out.
        let _ = tokio::time::timeout(PATIENCE, worker).await;
    }
    store.close().await;
    match ended {
        Ok(Ok(done)) => Ok(done?),
        Ok(Err(failure)) => Err(ServerError::Run(std::io::Error::other(failure))),
        Err(_) => {
            tracing::warn!("some requests were still running and were cut");
            Ok(())
        }
    }
}

/// Has the years that the example alliance submitted diagnosed, one after another and only while nobody's job waits or
/// runs: a visitor's own comes first.
async fn diagnose_example(platform: Shared, years: Vec<Submitted>) {
    for year in years {
        let asked = async {
            while busy(&platform).await? {
                tokio::time::sleep(BETWEEN_EXAMPLES).await;
            }
            ask_diagnosis(&platform, year).await
        };
        if let Err(error) = asked.await {
            tracing::warn!(error = %error, "a year of the example is not diagnosed");
        }
    }
}

/// Whether any job waits or runs.
async fn busy(platform: &Shared) -> Result<bool, ServerError> {
    let counts = platform.store.job_counts().await?;
    Ok(counts.iter().any(|(state, _)| state == "queued" || state == "running"))
}

/// Asks once for the diagnosis of a year of the example.
async fn ask_diagnosis(platform: &Shared, Submitted { plant, year, by }: Submitted) -> Result<(), ServerError> {
    let asked = format!("demo:diagnosed:{plant}:{year}");
    if platform.store.setting(&asked).await?.is_some() {
        return Ok(());
    }
    let new = NewJob {
        kind: "diagnosis".into(),
        person: by,
        plant: Some(plant),
        question: json!({ "year": year }),
        attempts_allowed: 3,
    };
    let mut writing = platform.store.writing().await?;
    if writing.setting(&asked).await?.is_none() {
        writing.enqueue(&new, platform.now()).await?;
        writing.set_setting(&asked, "yes").await?;
    }
    Ok(writing.commit().await?)
}

/// Removes what has run out, now and then.
async fn sweep(platform: Shared) {
    let mut hours = tokio::time::interval(Duration::from_hours(1));
    loop {
        hours.tick().await;
        if let Err(error) = platform.store.sweep(platform.now()).await {
            tracing::warn!(error = %error, "what has run out was not removed");
        }
    }
}

/// Waits for Ctrl-C or SIGTERM.
async fn asked_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        let terminate = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { () = interrupt => {}, () = terminate => {} }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
