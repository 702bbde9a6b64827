// Regimes
