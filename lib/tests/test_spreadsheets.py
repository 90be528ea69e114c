from decimal import Decimal

import pytest

from lib.spreadsheets import write_csv


def test_rows_are_read_back_as_they_were():
    table = [["Name", "Total"], ['Dana "the boss", Haifa', Decimal("-12.30")], ["דנה\nכהן", 3]]
    assert write_csv(table).decode() == ('\ufeffName,Total\r\n"Dana ""the boss"", Haifa",-12.30\r\n"דנה\nכהן",3\r\n')


@pytest.mark.parametrize("attack", ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_a_text_never_becomes_a_formula(attack):
    assert write_csv([["ok", attack]]).decode().lstrip("\ufeff").replace('"', "").startswith(f"ok,'{attack[0]}")
