"""The proven rungs: what was to be expected under trend, season and autocorrelation, and how surely."""
