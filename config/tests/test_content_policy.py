def policy_of(client, path):
    header = client.get(path)["Content-Security-Policy"]
    return dict(part.split(" ", 1) for part in header.split("; "))


def test_pages_run_only_our_own_files(client, shop):
    for path in ("/chat/valdman", "/track", "/panel/login", "/admin/", "/admin/nowhere/", "/api/docs", "/nowhere"):
        policy = policy_of(client, path)
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"


def test_live_text_may_come_from_the_stream_and_from_nowhere_else(client, db, settings):
    settings.STREAM_URL = "https://stream.example.com/some/path"
    assert policy_of(client, "/track")["connect-src"] == "'self' https://stream.example.com"
    settings.STREAM_URL = ""
    assert policy_of(client, "/track")["connect-src"] == "'self'"
