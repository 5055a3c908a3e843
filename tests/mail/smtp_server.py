"""A mail server on the loopback."""

from __future__ import annotations

import asyncio
import threading

from aiosmtpd.smtp import SMTP, Envelope


class Server:
    """A real SMTP server; it keeps what it is given."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.answer = "250 OK"
        self.loop = asyncio.new_event_loop()
        started = self.loop.create_server(lambda: SMTP(self, loop=self.loop), "127.0.0.1", 0)
        self.server = self.loop.run_until_complete(started)
        self.port: int = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:
        """Called by aiosmtpd for each message."""
        self.envelopes.append(envelope)
        return self.answer

    @property
    def bodies(self) -> list[str]:
        """What stands below the head of each message, as text."""
        return [self.message(at).partition("\n\n")[2] for at in range(len(self.envelopes))]

    def message(self, at: int = 0) -> str:
        """A message as it came, with the line ends of a text."""
        content = self.envelopes[at].content
        assert isinstance(content, bytes)
        return content.decode().replace("\r\n", "\n")

    def stop(self) -> None:
        """End the thread and let go of the port."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.server.close()
        self.loop.run_until_complete(self.server.wait_closed())
        self.loop.close()
