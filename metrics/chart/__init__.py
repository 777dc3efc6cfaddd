"""Results to Plotly figures: one file a figure, pure functions, the words of each figure beside it.

Every figure module has `figure(result, theme, …) -> go.Figure` and `alt(result, …) -> str`, the description that a
screen reader gets. Figures have no fixed width; a page never changes one that it was given.
"""
