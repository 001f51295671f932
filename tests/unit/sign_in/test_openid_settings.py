import pytest

from tracker.errors import InvalidSetting
from tracker.sign_in.openid_settings import directories_from

KENT = {
    "OIDC_PROVIDERS": "kent",
    "OIDC_KENT_NAME": "Kent County Council",
    "OIDC_KENT_ISSUER": "https://sign-in.kent.example/",
    "OIDC_KENT_CLIENT_ID": "tracker",
    "OIDC_KENT_CLIENT_SECRET": "not told",
}
MEDWAY = {
    name.replace("KENT", "MEDWAY_NHS"): f"{value}".replace("kent", "medway")
    for name, value in KENT.items()
    if name != "OIDC_PROVIDERS"
}


def test_without_settings_there_is_none() -> None:
    assert directories_from({"HOME": "/", "SECRET_KEY": "x"}) == []


def test_a_directory_is_read_as_it_is_set() -> None:
    (kent,) = directories_from(KENT | {"OIDC_KENT_DOMAINS": "Kent.example nhs.example"})

    assert (kent.key, kent.name) == ("kent", "Kent County Council")
    assert kent.issuer == "https://sign-in.kent.example"
    assert kent.domains == {"kent.example", "nhs.example"}
    assert "not told" not in repr(kent)


def test_a_key_with_a_hyphen_is_set_with_an_underscore() -> None:
    domains = {"OIDC_KENT_DOMAINS": "kent.example", "OIDC_MEDWAY_NHS_DOMAINS": "medway.example"}

    found = directories_from(KENT | MEDWAY | domains | {"OIDC_PROVIDERS": "kent medway-nhs"})

    assert [each.key for each in found] == ["kent", "medway-nhs"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"OIDC_PROVIDERS": "kent kent"}, "OIDC_PROVIDERS names a directory twice"),
        ({"OIDC_PROVIDERS": "Kent"}, "OIDC_PROVIDERS names 'Kent'"),
        ({"OIDC_PROVIDERS": "kent/.."}, "OIDC_PROVIDERS names 'kent/..'"),
        ({"OIDC_PROVIDERS": ""}, "OIDC_KENT_CLIENT_ID belongs to no directory"),
        ({"OIDC_PROVIDERS": "kent medway"}, "OIDC_MEDWAY_NAME is missing"),
        ({"OIDC_KENT_CLIENT_SECRET": " "}, "OIDC_KENT_CLIENT_SECRET is missing"),
        ({"OIDC_KENT_ISSUER": "http://sign-in.kent.example"}, "OIDC_KENT_ISSUER is no issuer"),
        ({"OIDC_KENT_ISSUER": "sign-in.kent.example"}, "OIDC_KENT_ISSUER is no issuer"),
        ({"OIDC_KENT_ISSUER": "https://kent.example/?x=1"}, "OIDC_KENT_ISSUER is no issuer"),
        ({"OIDC_KENT_ISSUER": "https://me@kent.example"}, "OIDC_KENT_ISSUER is no issuer"),
        ({"OIDC_KENT_SECRET": "x"}, "OIDC_KENT_SECRET belongs to no directory"),
        (
            MEDWAY | {"OIDC_PROVIDERS": "kent medway-nhs", "OIDC_KENT_DOMAINS": "kent.example"},
            "OIDC_MEDWAY_NHS_DOMAINS is missing",
        ),
    ],
)
def test_a_wrong_setting_is_a_sentence(change: dict[str, str], complaint: str) -> None:
    with pytest.raises(InvalidSetting, match=complaint.replace(".", r"\.")):
        directories_from(KENT | change)


def test_on_this_machine_a_directory_may_do_without_tls() -> None:
    (kent,) = directories_from(KENT | {"OIDC_KENT_ISSUER": "http://localhost:9400"})

    assert kent.issuer == "http://localhost:9400"
