"""Elements of FHIR resources: lenient to read, and what nobody asked for is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.exchange.documents import count_entries, is_csv, read_entries
from desktop.exchange.elements import Element

XML = """<?xml version="1.0" encoding="UTF-8"?>
<Bundle xmlns="http://hl7.org/fhir"><entry><fullUrl value="urn:uuid:7"/><resource>
<Patient><id value="7"/><text><div xmlns="http://www.w3.org/1999/xhtml">Ann</div></text>
<name><given value="Ann"/><given value="Mair"/><family value="Lloyd"/></name>
<birthDate value="1970-01-31"><extension url="x"/></birthDate></Patient>
</resource></entry></Bundle>"""


@pytest.mark.parametrize("given", ["Ann", ["Ann"], [" Ann ", ""], ["Ann", None, {"x": 1}]])
def test_one_or_many_is_read_the_same(given: object) -> None:
    assert Element({"given": given}).texts("given") == ("Ann",)


def test_what_nobody_looked_at_is_listed() -> None:
    element = Element(
        {
            "id": "1",
            "name": [{"family": "Lloyd", "suffix": ["OBE"]}],
            "photo": [{"url": "x"}],
            "extension": [{"url": "https://a/known"}, {"url": "https://a/Extension-other"}],
        }
    )
    assert element.one("name").text("family") == "Lloyd"
    for one in element.extension("known"):
        one.use_all()
    assert set(element.unread()) == {"name.suffix", "photo", "extension other"}


def test_anything_at_all_is_an_element() -> None:
    for odd in (None, 7, "text", [], {"name": 3, "extension": "x", "given": {"a": 1}}):
        element = Element(odd)
        assert element.one("name").text("family") == ""
        assert element.extension("x") == ()
        assert list(element.one("none").unread()) == []
        element.lines("given")
        list(element.unread())


def test_xml_gives_the_elements_of_json(tmp_path: Path) -> None:
    file = tmp_path / "one.xml"
    file.write_text(XML, encoding="utf-8")
    (entry,) = read_entries(file)
    assert (entry.place, entry.full_url) == ("entry 1", "urn:uuid:7")
    patient = Element(entry.resource)
    assert patient.text("resourceType") == "Patient"
    assert patient.one("name").texts("given") == ("Ann", "Mair")
    assert patient.text("birthDate") == "1970-01-31"
    assert "_birthDate" in set(patient.unread())
    assert (count_entries(file), is_csv(file)) == (1, False)


def test_an_entity_that_grows_without_end_is_refused(tmp_path: Path) -> None:
    lines = ['<!DOCTYPE Patient [<!ENTITY a0 "aaaaaaaaaa">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    lines += ["]>", '<Patient xmlns="http://hl7.org/fhir"><id value="&a11;"/></Patient>']
    file = tmp_path / "bomb.xml"
    file.write_text("\n".join(lines), encoding="utf-8")
    (entry,) = read_entries(file)
    assert entry.broken
