"""The sign-in libraries still have each name that they do not promise; one file alone uses them."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import flask_login.login_manager
import flask_login.utils
import flask_principal
import flask_security.core
import flask_security.recoverable
import flask_security.tf_plugin
import flask_security.twofactor
import pytest
from authlib.integrations.base_client import framework_integration
from flask import Flask
from flask_security import LoginForm, MfRecoveryCodesUtil, Totp, WebAuthnSigninResponseForm

import tracker
from tests.house.sources import tree_of
from tracker.sessions import sign_in_library

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tracker" / "sessions" / "sign_in_library.py"
LIBRARIES = ("flask_login", "flask_principal", "flask_security")

ATTRIBUTES = [
    (MfRecoveryCodesUtil, "_decrypt_codes"),
    (Totp(secrets={"1": "x" * 32}, issuer="house"), "_totp"),
    (flask_login.LoginManager, "_update_remember_cookie"),
    (flask_principal.Principal, "_on_before_request"),
    (flask_security.recoverable, "generate_reset_password_token"),
    (flask_security.recoverable, "reset_password_token_status"),
    (flask_security.tf_plugin.TfPlugin, "tf_enter"),
    (flask_security.twofactor, "CodeTfPlugin"),
]
"""Where each name stands that is read or set by name."""

OF_A_PASSKEYS_FORM = {
    "authentication_verification",
    "challenge",
    "cred",
    "is_secondary",
    "is_verify",
    "user",
    "user_verification",
}
"""What the library's view sets on its form, or reads from it."""

IN_SESSIONS = [
    ("_user_id", flask_login.utils),
    ("_user_id", flask_login.login_manager),
    ("fs_paa", flask_security.core),
    ("fs_authn_via", flask_security.core),
    ("tf_state", flask_security.tf_plugin),
    ("tf_user_id", flask_security.tf_plugin),
    ("_state_", framework_integration),
]
"""Names under which sessions and requests keep something, and whose code it is that does so."""

MEANT_FOR_NOBODY_ELSE = {
    "_decrypt_codes",
    "_on_before_request",
    "_totp",
    "_update_remember_cookie",
    "authentication_verification",
    "cred",
    "fs_authn_via",
    "fs_paa",
    "is_secondary",
    "is_verify",
    "principal",
    "tf_enter",
    "two_factor_plugins",
}
KEYS = {"_user_id", "fs_authn_via", "fs_paa", "tf_state", "tf_user_id"}


@pytest.mark.parametrize(("where", "name"), ATTRIBUTES, ids=[name for _, name in ATTRIBUTES])
def test_the_installed_version_has_the_name(where: Any, name: str) -> None:
    assert hasattr(where, name)


@pytest.mark.parametrize(("key", "module"), IN_SESSIONS)
def test_the_installed_version_keeps_it_under_this_name(key: str, module: ModuleType) -> None:
    assert f'"{key}' in inspect.getsource(module)


def test_the_form_of_a_passkey_has_each_of_its_names() -> None:
    assert set(WebAuthnSigninResponseForm.__annotations__) >= OF_A_PASSKEYS_FORM


def test_the_sign_in_form_asks_something_of_an_address() -> None:
    assert LoginForm.email.kwargs["validators"]


def test_the_extension_has_what_is_taken_from_it(migrated_app: Flask) -> None:
    security = migrated_app.extensions["security"]

    assert security.forms["login_form"].cls
    assert security.two_factor_plugins.tf_enter
    assert security.principal
    assert security.login_manager


def test_the_names_of_keys_are_those_of_the_file() -> None:
    kept = {
        sign_in_library.PENDING_PERSON_KEY,
        sign_in_library.PENDING_STEP_KEY,
        sign_in_library.PERSON_KEY,
    }

    assert kept | {"fs_authn_via", "fs_paa"} == KEYS


def others() -> Iterator[tuple[str, ast.Module]]:
    """Yield each file but the one that may use the names."""
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        if path != HERE:
            yield str(path.relative_to(ROOT)), tree_of(path)


def used(tree: ast.AST) -> set[str]:
    """Return which of the names a piece of code uses, and which inner module it imports."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if name in MEANT_FOR_NOBODY_ELSE:
                found.add(name)
            case ast.Constant(value=str(text)) if text in KEYS:
                found.add(text)
            case ast.ImportFrom(module=str(module), names=names):
                whole = [module, *(f"{module}.{each.name}" for each in names)]
                found |= {name for name in whole if _is_inner(name)}
            case ast.Import(names=names):
                found |= {each.name for each in names if _is_inner(each.name)}
    return found


def _is_inner(name: str) -> bool:
    """Say whether this is a module inside one of the libraries, and not what the library offers."""
    library, _, inner = name.partition(".")
    if library not in LIBRARIES or not inner:
        return False
    package = importlib.import_module(library)
    return inner.partition(".")[0] in {each.name for each in pkgutil.iter_modules(package.__path__)}


def test_no_other_file_uses_such_a_name() -> None:
    assert {name: found for name, tree in others() if (found := used(tree))} == {}


@pytest.mark.parametrize(
    "code",
    [
        "from flask_security import recoverable",
        "from flask_security.twofactor import CodeTfPlugin",
        "import flask_login.utils",
        'session["tf_user_id"]',
        "security.two_factor_plugins",
        "codes._totp.using()",
    ],
)
def test_a_name_used_elsewhere_would_be_seen(code: str) -> None:
    assert used(ast.parse(code))


def classes_of_ours() -> Iterator[type]:
    """Yield each class that inherits from the libraries, but for those of the one file."""
    for found in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if found.name.endswith("__main__") or found.name == sign_in_library.__name__:
            continue
        for each in vars(importlib.import_module(found.name)).values():
            if inspect.isclass(each) and each.__module__ == found.name and _inherits(each):
                yield each


def _inherits(one: type) -> bool:
    return any(base.__module__.partition(".")[0] in LIBRARIES for base in one.__mro__)


def inherited(one: type) -> set[str]:
    """Return the private names of itself that a class uses and does not set up."""
    tree = ast.parse(inspect.getsource(one))
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and node.attr.startswith("_")
    } - own


def test_no_class_of_ours_uses_what_the_library_keeps_to_itself() -> None:
    classes = list(classes_of_ours())

    assert len(classes) >= 10
    assert {one.__name__: found for one in classes if (found := inherited(one))} == {}
