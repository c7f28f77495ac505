"""The worker of the tests is a process of its own on the broker of the tests."""

from celery import current_app


def test_the_worker_answers_from_another_process(celery_worker_process):
    answers = current_app.control.inspect(timeout=5).stats()
    assert [answer["pid"] for answer in answers.values()] == [celery_worker_process]
