import pytest

from tracker.sessions.devices import device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"{WEBKIT} Chrome/143.0 Safari/537.36"


@pytest.mark.parametrize(
    ("said", "device"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", "Chrome, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {CHROME} Edg/143.0", "Edge, Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} OPR/125.0", "Opera, Linux"),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Firefox, Linux",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 16; K) {WEBKIT} Chrome/143.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 16) {WEBKIT} SamsungBrowser/29.0 Chrome/136.0 Mobile",
            "Samsung Internet, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 19_1 like Mac OS X) CriOS/143.0 Mobile Safari/604.1",
            "Chrome, iPad",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.1 Safari/605.1.15",
            "Safari, Mac",
        ),
        (f"Mozilla/5.0 (X11; CrOS x86_64 16000.0.0) {CHROME}", "Chrome, ChromeOS"),
        ("Mozilla/5.0 (Windows NT 10.0)", "None, Windows"),
        ("curl/8.9 <script>", "None, None"),
        ("", "None, None"),
        ("x" * 5000 + "Firefox/1", "None, None"),
    ],
)
def test_a_browser_is_told_by_the_names_that_people_use(said: str, device: str) -> None:
    browser, system = device_of(said)

    assert f"{browser}, {system}" == device
