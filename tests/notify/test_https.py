"""A certificate that nobody vouches for is not talked to."""

import datetime
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from engine.notify import http
from engine.notify.channel import Undelivered
from engine.notify.guard import Guard


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of "localhost", signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(text + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


ROWS = [
    ("localhost", True, True, "known and of that name"),
    ("localhost", False, False, "signed by nobody known"),
    ("127.0.0.1", True, False, "of another name"),
]


@pytest.mark.parametrize(("host", "is_known", "works", "reason"), ROWS, ids=[row[3] for row in ROWS])
def test_certificates(
    host: str, is_known: bool, works: bool, reason: str, port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = ssl.create_default_context(cafile=certificate if is_known else None)
    monkeypatch.setattr(http, "_trust", lambda: trust)
    client = http.Http(Guard.of(["127.0.0.1", "::1", "localhost"]), patience=30)
    if works:
        assert client.post(f"https://{host}:{port}/", b"", {}) == b""
    else:
        with pytest.raises(Undelivered) as caught:
            client.post(f"https://{host}:{port}/", b"", {})
        assert caught.value.params["reason"] == "SSLCertVerificationError"
