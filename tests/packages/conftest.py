"""The plan that the tests of reports add up by hand."""

from tests.reports.conftest import data as data
