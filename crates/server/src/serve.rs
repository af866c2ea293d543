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
    let platform = Platform::open(configuration).await?;
    let store = platform.store.clone();
    if platform.configuration.mode == Mode::Demo {
        show_example(&platform).await?;
    }
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| ServerError::Listen { address: address.to_string(), reason: error.to_string() })?;
    let (stop, stopping) = watch::channel(false);
    let workers: Vec<_> = (0..platform.configuration.jobs.workers)
        .map(|_| tokio::spawn(work(platform.clone(), stopping.clone())))
        .collect();
    tokio::task::spawn_blocking(crate::engine::warm);
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

/// Loads the example alliance where it is not there yet, and has its submitted years diagnosed.
async fn show_example(platform: &Shared) -> Result<(), ServerError> {
    let at = platform.now();
    for Submitted { plant, year, by } in demo::load(&platform.store, at).await? {
        let asked = format!("demo:diagnosed:{plant}:{year}");
        if platform.store.setting(&asked).await?.is_some() {
            continue;
        }
        let new = NewJob {
            kind: "diagnosis".into(),
            person: by,
            plant: Some(plant),
            question: json!({ "year": year }),
            attempts_allowed: 3,
        };
        platform.store.enqueue(&new, at).await?;
        platform.store.set_setting(&asked, "yes").await?;
    }
    Ok(())
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
