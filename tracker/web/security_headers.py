"""Set security headers on every response, including errors and files."""

from flask import Flask, Response

from tracker.declarations import View, declare, declared

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)

DISABLED_FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in DISABLED_FEATURES),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def publicly_cacheable(view: View) -> View:
    """Declare that a view's files are the same for everybody and may be cached publicly."""
    return declare(view, publicly_cacheable=True)


def set_security_headers(response: Response) -> Response:
    """Set the headers, and `no-store` on pages, which may contain personal data."""
    response.headers.update(HEADERS)
    is_file = declared("publicly_cacheable") and response.status_code in {200, 206, 304}
    if not is_file:
        response.headers["Cache-Control"] = "no-store"
    return response


def set_hsts_header(response: Response) -> Response:
    """Set Strict-Transport-Security (HSTS) for a year, including subdomains."""
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def init_app(app: Flask) -> None:
    """Set the headers on every response; HSTS unless it is a demo, which has no TLS."""
    app.after_request(set_security_headers)
    if not app.config["DEMO"]:
        app.after_request(set_hsts_header)
