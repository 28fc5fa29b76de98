"""A line between the portal and its database that can be cut, choked, and made slow."""

import asyncio
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

MODES = ("ok", "refuse", "cut", "blackhole", "latency")


class Proxy:
    """Passes bytes between a port of this machine and a PostgreSQL server, whose host may be the folder of its socket.

    ``refuse`` hangs up on all who are there and all who come, ``cut`` hangs up once, ``blackhole`` takes every
    connection and lets nothing through, ``latency`` delays each piece. ``asked`` counts what came for the database:
    connections and pieces.
    """

    def __init__(self, host: str, port: int | str, *, delay: float = 0.01) -> None:
        self.host = host
        self.database_port = port
        self.delay = delay
        self.mode = "ok"
        self.asked = 0
        self.lines: set[asyncio.Transport] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="fault-proxy", daemon=True)
        self.thread.start()
        self.port: int = self.call(self.listen())

    def call(self, work: Any) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self.loop)
        return future.result(30)

    async def listen(self) -> int:
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.tasks: set[asyncio.Task[Any]] = set()
        self.listener = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return self.listener.sockets[0].getsockname()[1]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        if self.mode == "refuse":
            writer.transport.abort()
            return
        self.tasks.add(asyncio.current_task())  # type: ignore[arg-type]
        self.lines.add(writer.transport)  # type: ignore[arg-type]
        upstream: asyncio.StreamWriter | None = None
        try:
            await self.is_open.wait()
            answers, upstream = await self.connect()
            self.lines.add(upstream.transport)  # type: ignore[arg-type]
            ways = [
                asyncio.create_task(self.pump(reader, upstream, counts=True)),
                asyncio.create_task(self.pump(answers, writer)),
            ]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            pass  # no server behind us: hang up
        finally:
            for end in filter(None, (writer, upstream)):
                self.lines.discard(end.transport)  # type: ignore[arg-type]
                end.transport.abort()
            self.tasks.discard(asyncio.current_task())  # type: ignore[arg-type]

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.host.startswith("/"):
            return await asyncio.open_unix_connection(f"{self.host}/.s.PGSQL.{self.database_port}")
        return await asyncio.open_connection(self.host, self.database_port)

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counts: bool = False) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                self.asked += counts
                await self.is_open.wait()
                if self.mode == "latency":
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()

    def set(self, mode: str) -> None:
        assert mode in MODES
        self.call(self.change(mode))

    async def change(self, mode: str) -> None:
        self.mode = "ok" if mode == "cut" else mode
        if mode in {"refuse", "cut"}:
            for line in list(self.lines):
                line.abort()
        if mode == "blackhole":
            self.is_open.clear()
        else:
            self.is_open.set()

    def close(self) -> None:
        self.call(self.end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def end(self) -> None:
        self.listener.close()
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
