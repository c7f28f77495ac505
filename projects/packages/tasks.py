"""The tasks of packages: each calls one plain function."""

from celery import shared_task

from projects.packages import actions


@shared_task(name=actions.CLOSE)
def close(package_id: int) -> None:
    actions.close_package(package_id=package_id)


@shared_task(name=actions.MAKE)
def make(job_id: int) -> None:
    actions.make_package(job_id=job_id)


@shared_task(name="packages.close_waiting")
def close_waiting() -> int:
    return actions.close_waiting()


@shared_task(name="packages.remove_old")
def remove_old() -> int:
    return actions.remove_old()
