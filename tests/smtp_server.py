"""A fake SMTP server that stores the messages that it receives."""

import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Conversation(socketserver.StreamRequestHandler):
    """The session of one client; supports only the commands that our client sends."""

    server: "SmtpServer"

    def reply(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.reply("220 here")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            self.server.commands.append(word.upper())
            getattr(self, f"on_{word.lower()}", self.accept)(rest)
            if word.upper() == "QUIT":
                return

    def accept(self, _rest: str) -> None:
        self.reply("250 yes")

    def on_ehlo(self, _rest: str) -> None:
        capabilities = ["250-here", "250-AUTH PLAIN"]
        if self.server.tls and not isinstance(self.connection, ssl.SSLSocket):
            capabilities.append("250-STARTTLS")
        self.reply("\r\n".join([*capabilities, "250 8BITMIME"]))

    def on_starttls(self, _rest: str) -> None:
        self.reply("220 go on")
        try:
            self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, ConnectionError):
            self.rfile = open("/dev/null", "rb")  # noqa: PTH123, SIM115  As after a closed connection.
            return
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def on_auth(self, rest: str) -> None:
        self.server.passwords.append(
            b64decode(rest.rsplit(maxsplit=1)[-1]).decode().split("\0")[-1]
        )
        self.reply("235 welcome")

    def on_rcpt(self, rest: str) -> None:
        self.server.recipients.append(rest)
        self.reply("550 nobody" if "nobody" in rest else "250 yes")

    def on_data(self, _rest: str) -> None:
        self.reply("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.messages.append(b"".join(lines).decode())
        self.reply("250 taken")

    def on_quit(self, _rest: str) -> None:
        self.reply("221 bye")


class SmtpServer(socketserver.ThreadingTCPServer):
    """A server on a free local port; records commands, passwords, recipients and messages."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.tls: Any = tls
        self.commands: list[str] = []
        self.passwords: list[str] = []
        self.recipients: list[str] = []
        self.messages: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[SmtpServer]:
    """Run a mail server until the block ends."""
    with SmtpServer(tls) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
