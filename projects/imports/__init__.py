"""Spreadsheets that people send in: recognised, checked cell by cell, written by a job, sent back marked."""
