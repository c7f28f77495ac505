"""Celery's messages in a folder, where there is no Redis."""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Kombu's, but for the writing: a message gets its name when it is whole.

    Kombu's own is there from its first byte, and a worker that came upon half of one ended.
    """

    def _put(self, queue: str, payload: Any, **_options: Any) -> None:
        name = f"{time.monotonic() * 1000:.0f}_{uuid.uuid4()}.{queue}.msg"
        whole = Path(self.data_folder_out, name)
        part = whole.with_name(f"{name}.part")
        try:
            part.write_text(dumps(payload), encoding="utf-8")
            part.rename(whole)
        except OSError as error:
            raise ChannelError(f"Cannot add the message {name} to the queue") from error


class Transport(filesystem.Transport):
    """The folder as a transport of Celery."""

    Channel = Channel
