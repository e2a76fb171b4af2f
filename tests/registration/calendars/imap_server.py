"""As much of an IMAP server (RFC 9051) as reading new mail needs, on a free port of the loopback."""

from __future__ import annotations

import re
import shlex
import threading
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

CAPABILITIES = b"* CAPABILITY IMAP4rev1\r\n"


class ImapServer:
    """`mails` by number from 1; which were `seen`, how often somebody signed in, which folder, bytes of mail sent."""

    def __init__(self, user: str, password: str) -> None:
        self.user, self.password = user, password
        self.mails: list[bytes] = []
        self.seen: set[int] = set()
        self.logins, self.sent, self.folder = 0, 0, ""
        self._server = ThreadingTCPServer(("127.0.0.1", 0), _Session)
        self._server.daemon_threads = True
        self._server.box = self  # type: ignore[attr-defined]
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> ImapServer:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Session(StreamRequestHandler):
    def handle(self) -> None:
        self.box: ImapServer = self.server.box  # type: ignore[attr-defined]
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, command, *rest = line.decode().strip().split(" ", 2)
            name = command.upper()
            if name == "UID":
                name, *rest = rest[0].split(" ", 1)
            answer = getattr(self, f"do_{name.lower()}")(*rest)
            self.wfile.write(f"{tag} {answer or 'OK done'}\r\n".encode())
            if name == "LOGOUT":
                return

    def do_capability(self) -> None:
        self.wfile.write(CAPABILITIES)

    def do_login(self, words: str) -> str | None:
        self.box.logins += 1
        right = shlex.split(words) == [self.box.user, self.box.password]
        return None if right else "NO wrong user or password"

    def do_select(self, folder: str) -> None:
        self.box.folder = folder.strip('"')
        self.wfile.write(f"* {len(self.box.mails)} EXISTS\r\n".encode())

    def do_search(self, _criteria: str) -> None:
        numbers = [n for n in range(1, len(self.box.mails) + 1) if n not in self.box.seen]
        self.wfile.write(f"* SEARCH {' '.join(map(str, numbers))}".rstrip().encode() + b"\r\n")

    def do_fetch(self, words: str) -> None:
        number = int(words.split(" ", maxsplit=1)[0])
        content = self.box.mails[number - 1]
        whole = len(content)
        section = re.search(r"BODY\.PEEK\[(\w*)\]", words)
        assert section, words
        if section[1] == "HEADER":
            content = content[: content.index(b"\n\n") + 2]
        self.box.sent += len(content)
        head = f"* {number} FETCH (UID {number} RFC822.SIZE {whole} FLAGS () BODY[{section[1]}] {{{len(content)}}}\r\n"
        self.wfile.write(head.encode() + content + b")\r\n")

    def do_store(self, words: str) -> None:
        numbers, _what, flags = words.split(" ", 2)
        assert "\\Seen" in flags
        self.box.seen |= {int(one) for one in numbers.split(",")}

    def do_expunge(self, *_rest: Any) -> None:
        """Nothing is taken away."""

    def do_close(self) -> None:
        """Nothing is left open."""

    def do_logout(self) -> None:
        self.wfile.write(b"* BYE\r\n")
