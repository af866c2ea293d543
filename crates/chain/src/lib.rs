//! Supply chain and capacity: concentration, gaps, disruption, matching of idle assets and scrap.
