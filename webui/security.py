"""What every answer carries, and how the session cookie and forms are protected."""

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the diagram and form islands set styles on elements
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def install(app: Flask, *, is_secure: bool, hsts: int) -> None:
    """`is_secure`: behind one proxy that speaks HTTPS, and whose headers say who asks, and for which address.

    `hsts`: seconds for which browsers then ask over HTTPS only; 0: as they like.
    """
    app.config.update(
        SESSION_COOKIE_NAME="kefuflow",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_secure,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may lie open over lunch
    )
    app.extensions["hsts"] = f"max-age={hsts}" if is_secure and hsts else ""
    if is_secure:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    CSRFProtect(app)
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure and (hsts := current_app.extensions["hsts"]):
        response.headers.setdefault("Strict-Transport-Security", hsts)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")  # customers' data stays out of shared caches
    return response
