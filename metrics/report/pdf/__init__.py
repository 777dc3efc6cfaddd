"""Reports as PDF: pages set by ReportLab, charts as vectors from the figures of metrics.chart, no browser."""
