//! Starting, listening, and stopping without dropping anybody.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::watch};

use crate::{Configuration, Platform, ServerError, logging, router};

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
    let platform = Arc::new(Platform::new(configuration));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| ServerError::Listen { address: address.to_string(), reason: error.to_string() })?;
    let (stop, mut stopping) = watch::channel(false);
    let service = router(platform).into_make_service_with_connect_info::<SocketAddr>();
    listening(listener.local_addr()?);
    let mut told = stopping.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        let _ = told.changed().await;
    });
    let server = tokio::spawn(server.into_future());
    asked_to_stop().await;
    tracing::info!("stopping");
    let _ = stop.send(true);
    let _ = stopping.changed().await;
    match tokio::time::timeout(PATIENCE, server).await {
        Ok(Ok(done)) => Ok(done?),
        Ok(Err(failure)) => Err(ServerError::Run(std::io::Error::other(failure))),
        Err(_) => {
            tracing::warn!("some requests were still running and were cut");
            Ok(())
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
