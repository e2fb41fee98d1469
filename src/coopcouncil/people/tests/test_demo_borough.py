import re
import time

import pytest
from django.test import Client

from coopcouncil.people import demo, public
from coopcouncil.people.models import Account, Appointment, Membership, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_the_demo(settings):
    settings.DEMO = True


def counts():
    return [model.objects.count() for model in (Account, Appointment, Membership, Organisation)]


def test_the_borough_has_organisations_of_every_kind_and_lists_that_are_full():
    began = time.perf_counter()
    demo.load()
    took = time.perf_counter() - began
    kinds = set(Organisation.objects.values_list("kind", flat=True))
    assert kinds == set(Organisation.Kind.values)
    assert Organisation.objects.count() == 60
    assert Account.objects.count() == 429
    assert took < 30  # a stop for a loader that has gone row by row, not a measurement


def test_loading_it_again_changes_nothing():
    demo.load()
    before = counts(), demo.load_cast()
    demo.load()
    assert (counts(), demo.load_cast()) == before


def test_the_cast_has_the_same_ids_everywhere():
    assert str(demo.load_cast()["amara"]) == str(demo.stable_id("account", "amara@ashmere.example"))
    assert public.organisation_by_code("larkhill-tenants-co-op").id == demo.stable_id(
        "organisation", "larkhill-tenants-co-op"
    )


def test_one_press_signs_in_as_a_member_of_the_cast_and_another_switches(cast, in_the_demo):
    client = Client()
    page = client.get("/demo/").content.decode()
    assert all(member.name in page for member in demo.CAST)
    assert client.post("/demo/sign-in/", {"who": "carys"}).headers["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(cast.carys.account_id)
    client.post("/demo/sign-in/", {"who": "amara"})
    assert client.session["_auth_user_id"] == str(cast.amara.account_id)
    assert client.post("/demo/sign-in/", {"who": "mallory"}).status_code == 404


def test_the_way_on_from_the_demo_never_leads_to_another_site(cast, in_the_demo):
    answer = Client().post("/demo/sign-in/", {"who": "amara", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/life-events/"


def test_outside_the_demo_nobody_can_be_signed_in_with_a_press(cast, settings):
    settings.DEMO = False
    client = Client()
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/sign-in/", {"who": "jo"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_link_alone_signs_nobody_in(cast, in_the_demo):
    assert Client().get("/demo/sign-in/?who=jo").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/demo/sign-in/", {"who": "jo"}).status_code == 403


def test_every_link_of_the_demo_page_leads_to_a_page(in_the_demo):
    demo.load_cast()
    client = Client()
    links = set(re.findall(r'href="(/[^"#?]*)', client.get("/demo/").content.decode().partition("<main")[2]))
    pages = {link for link in links if not link.startswith("/static/")}
    assert {"/", "/life-events/", "/services/", "/developers/"} <= pages
    assert {link: client.get(link).status_code for link in pages} == dict.fromkeys(pages, 200)
