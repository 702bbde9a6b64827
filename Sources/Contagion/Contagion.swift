// Contagion
