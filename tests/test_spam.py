"""What looks like spam. No database."""

import pytest

from sessions.spam import suspicions, writing

pytestmark = pytest.mark.engine_free

SITE = "Northlight. Headshots and portraits in Portland, Oregon."
ASKED = "Hello Lena, I need a headshot for our team page before 3 March. Is there a date?"


def why(message=ASKED, name="Anna Berg", **fields):
    return "; ".join(suspicions(message, name, SITE, **fields))


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (ASKED, "Anna Berg"),
        ("Ok?", "Ян"),
        ("Write to anna@firm.com, bo@firm.com or cy@firm.com, please.", "Anna"),
        ("My site is https://anna.example and I like www.lena.example a lot", "Anna"),
        ("Ich hätte gern ein Porträt für unsere Website, geht das im März?", "Jörg Müller"),
        ("Is 5 < 7 pictures fine? I mean [2 or 3] of them", "O’Brien-Łukasz"),
    ],
)
def test_people_who_ask_are_not_suspected(message, name):
    assert why(message, name, seconds=30) == ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"trap": "x"}, "field that people do not see"),
        ({"seconds": 0.5}, "faster than anybody types"),
        ({"message": "http://a.example http://b.example https://c.example"}, "it has 3 links"),
        ({"name": "Buy www.pills.example"}, "a link in the name"),
        ({"name": "Win at casino-gold.com"}, "a link in the name"),
        ({"message": "bit.ly/a and prize.xyz and gold.top/b, look"}, "it has 3 links"),
        ({"message": 'Click <a href="x">here</a>, please'}, "the code of a web page"),
        ({"message": "Click [url=x]here[/url], please"}, "the code of a web page"),
        ({"message": "<SCRIPT>alert(1)</SCRIPT> hello there"}, "the code of a web page"),
        ({"message": "Продвижение вашего сайта недорого и быстро"}, "Cyrillic letters"),
    ],
)
def test_what_no_client_does_is_suspected_in_words(fields, words):
    assert words in why(**fields)


def test_a_studio_that_writes_in_other_letters_is_asked_in_them():
    words = "Фотостудия Северный свет в Софии"

    assert suspicions("Здравствуйте, мне нужен портрет для сайта", "Ян", words) == []
    assert suspicions("Hello, I need a portrait for our website", "Ian", words) == []
    assert writing(words) == "CYRILLIC"


def test_all_writings_of_japanese_belong_together():
    words = "ポートレートの写真スタジオです。お気軽にどうぞ"

    assert suspicions("会社紹介用肖像写真撮影希望三月上旬", "山田", words) == []
