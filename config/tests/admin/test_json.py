import json

from config.admin_json import show_json


def test_parts_are_told_and_text_stays_text():
    shown = show_json({"b": [-1.5e3, None, True], "a": 'שלום "<b>" &: 7'}, json.JSONEncoder)
    assert shown == (
        '<pre class="json">{\n'
        '    <span class="is-name">"a"</span>: <span class="is-text">"שלום \\"&lt;b&gt;\\" &amp;: 7"</span>,\n'
        '    <span class="is-name">"b"</span>: [\n'
        '        <span class="is-number">-1500.0</span>,\n'
        '        <span class="is-word">null</span>,\n'
        '        <span class="is-word">true</span>\n'
        "    ]\n"
        "}</pre>"
    )
