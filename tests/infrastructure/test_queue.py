"""Without Redis the messages lie in a folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kombu import Connection

MESSAGES = 200


def test_a_worker_never_comes_upon_half_a_message(tmp_path: Path) -> None:
    folder = tmp_path / "messages"
    folder.mkdir()
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder)}
    options |= {"control_folder": str(tmp_path / "control"), "polling_interval": 0.001}
    long = "长" * 30_000

    def fill() -> None:
        with _connected(options) as connection, connection.SimpleQueue("jobs") as queue:
            for number in range(MESSAGES):
                queue.put({"number": number, "text": long})

    with (
        _connected(options) as connection,
        connection.SimpleQueue("jobs") as queue,
        ThreadPoolExecutor(1) as writer,
    ):
        filling = writer.submit(fill)
        came = []
        for _message in range(MESSAGES):
            message = queue.get(timeout=60)
            message.ack()
            came.append(message.payload)
        filling.result()
    assert sorted(one["number"] for one in came) == list(range(MESSAGES))
    assert all(one["text"] == long for one in came)
    assert list(folder.iterdir()) == []


def _connected(options: dict[str, object]) -> Connection:
    return Connection(
        "filesystem://", transport="linkage.queue:Transport", transport_options=options
    )
