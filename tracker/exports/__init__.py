"""Exports: writers for CSV, JSON and XLSX, and one file for each sheet."""
