from flask import Flask

PUBLIC = {
    "assets.static",
    "assets.typeface",
    "demo_mail.show",
    "demo_sign_in.sign_in",
    "digests.ask_to_stop",
    "digests.stop",
    "directories.come_back",
    "directories.start",
    "health.healthz",
    "invitations.accept",
    "invitations.show",
    "preferences.theme",
    "security.forgot_password",
    "security.login",
    "security.logout",
    "security.reset_password",
    "security.mf_recovery",
    "security.two_factor_token_validation",
    "security.wan_signin",
    "security.wan_signin_response",
}
"""Open to somebody who is not signed in, each for a reason that its name tells."""


def test_every_route_is_guarded(migrated_app: Flask) -> None:
    views = migrated_app.view_functions

    unguarded = {name for name, view in views.items() if not hasattr(view, "permission")}

    assert unguarded == PUBLIC
