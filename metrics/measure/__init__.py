"""From points, costs and baselines to numbers: one .sql file a measure, its header its documentation."""
