"""Statements that the database's server works on while the rest goes on."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from projects.accounts.models import User
from projects.common.behind import behind

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server"),
]


def test_whoever_asks_the_database_waits_for_what_was_begun():
    may_go_on, told = threading.Event(), []

    def work(cursor):
        may_go_on.wait()
        cursor.execute("CREATE TEMPORARY TABLE begun ON COMMIT DROP AS SELECT 1 AS one")
        told.append("written")

    with transaction.atomic(), behind() as server:
        server.do(work)
        told.append("meanwhile")
        may_go_on.set()
        with connection.cursor() as cursor:
            cursor.execute("SELECT one FROM begun")
            told.append(cursor.fetchone())
    assert told == ["meanwhile", "written", (1,)]


def test_what_went_wrong_behind_is_raised_as_the_orm_does_and_nothing_is_kept():
    def write_again(cursor):
        cursor.execute("INSERT INTO accounts_user SELECT * FROM accounts_user")

    User.objects.create(username="once", role="sysadmin")
    with pytest.raises(IntegrityError), transaction.atomic(), behind() as server:
        server.do(write_again)
    assert User.objects.count() == 1


def test_whoever_stops_waits_until_the_server_is_free():
    done = []

    def work(cursor):
        cursor.execute("SELECT pg_sleep(0.05)")
        done.append(True)

    with pytest.raises(RuntimeError), transaction.atomic(), behind() as server:
        server.do(work)
        raise RuntimeError
    assert done == [True]
    assert User.objects.count() == 0
