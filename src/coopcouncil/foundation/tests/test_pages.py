import re
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django import forms as django_forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from jinja2 import UndefinedError
from pytest_django import Settings

from coopcouncil.foundation import forms, jinja, pages
from coopcouncil.foundation.actors import Actor, HeldRole
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import Conflict, NotAllowed
from coopcouncil.kernel.identifiers import new_reference

DEV = Actor(
    kind="person", name="Dev", account_id=uuid4(), roles=frozenset({HeldRole(Role.FRONT_LINE_OFFICER, uuid4())})
)
AMARA = Actor(kind="person", name="Amara <b>", account_id=uuid4())


class Question(django_forms.Form):
    name = django_forms.CharField(label="Your name", max_length=80)
    died_on = forms.DayMonthYearField(label="When did they die?")
    ward = django_forms.ChoiceField(label="Ward", choices=[("", "Choose"), ("a", "Ash")], required=False)
    how = django_forms.ChoiceField(
        label="How?", choices=[("p", "Phone"), ("e", "E-mail")], widget=django_forms.RadioSelect
    )


def request(path: str = "/", actor: Actor | None = None) -> HttpRequest:
    made = RequestFactory().get(path)
    made.csp_nonce = "NONCE"  # type: ignore[attr-defined]
    if actor:
        made.actor = actor  # type: ignore[attr-defined]
    return made


def page(template: str, **context: object) -> str:
    return pages.render(request(), template, context).content.decode()


def words(source: str, **context: object) -> str:
    return str(engines["jinja2"].env.from_string(source).render(**context))


# --- the frame ---


def test_every_page_has_the_five_doors_with_the_current_one_marked() -> None:
    html = pages.not_found(request("/get-help/somewhere")).content.decode()
    doors = re.findall(r'href="(/[a-z-]+/)"[^>]*aria-current="true"', html)
    assert doors == ["/get-help/"]
    for text in ("Get help", "Report a problem", "Have your say", "What we’ve agreed", "My account"):
        assert text in html


def test_staff_find_their_desk_where_residents_find_their_account() -> None:
    assert pages.doors("/desk/", DEV)[-1]["href"] == "/desk/"
    assert pages.doors("/", AMARA)[-1]["href"] == "/account/"


def test_a_view_may_say_which_door_it_lies_behind() -> None:
    asked = request("/ABC-123/")
    html = pages.render(asked, "foundation/errors/404.html", {"door": "/agreed/"}).content.decode()
    assert re.search(r'href="/agreed/"[^>]*aria-current="page"', html)


def test_every_script_carries_the_nonce_and_nothing_is_styled_inline() -> None:
    html = pages.not_found(request()).content.decode()
    scripts = re.findall(r"<script[^>]*>", html)
    assert len(scripts) >= 4
    assert all('nonce="NONCE"' in script for script in scripts)
    assert "style=" not in html
    assert not re.search(r"\son[a-z]+=", html)


def test_the_demonstration_says_that_it_is_one(settings: Settings) -> None:
    settings.DEMO = True
    assert "This is a demonstration borough" in pages.not_found(request()).content.decode()
    settings.DEMO = False
    assert "This is a demonstration borough" not in pages.not_found(request()).content.decode()


def test_a_message_is_shown_once_and_as_text() -> None:
    asked = request()
    asked._messages = CookieStorage(asked)  # type: ignore[attr-defined]
    asked._messages.add(25, "Saved <script>")  # type: ignore[attr-defined]
    html = pages.not_found(asked).content.decode()
    assert "Saved &lt;script&gt;" in html
    assert "govuk-notification-banner--success" in html


def test_names_of_people_are_text() -> None:
    assert "Signed in as Amara &lt;b&gt;" in pages.not_found(request(actor=AMARA)).content.decode()


# --- the colour ---


@pytest.mark.parametrize(("colour", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54)])
def test_contrast_follows_wcag(colour: str, ratio: float) -> None:
    assert pages.contrast_with_white(colour) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("colour", ["#ffff00", "red", "#12345", "#000;}body{display:none", "", "#0d5c47\n"])
def test_a_colour_that_cannot_be_read_or_is_no_colour_gives_way_to_ours(colour: str, settings: Settings) -> None:
    settings.ACCENT_COLOUR = colour
    assert pages.accent() == pages.DEFAULT_ACCENT


def test_the_councils_colour_is_served_as_one_custom_property(settings: Settings) -> None:
    settings.ACCENT_COLOUR = "#3b1e6b"
    asked = request("/theme.css", AMARA)
    response = pages.theme(asked)
    assert response.content == b":root { --council-accent: #3b1e6b; }\n"  # type: ignore[attr-defined]
    assert response["Content-Type"].startswith("text/css")


# --- errors ---


def test_each_error_page_says_what_happened_what_was_kept_and_what_to_do_next() -> None:
    for response, status, says in [
        (pages.bad_request(request()), 400, "Nothing was changed"),
        (pages.not_found(request()), 404, "Nothing that you sent us before is lost"),
        (pages.csrf_failure(request()), 403, "What you typed is still in your browser"),
        (pages.conflict(request(), Conflict("Esi changed this an hour ago.")), 409, "Esi changed this an hour ago."),
        (pages.server_error(request()), 500, "Go back and try once more"),
        (pages.unavailable(request()), 503, "Everything that you sent us before is kept"),
    ]:
        assert response.status_code == status
        assert says in response.content.decode()


def test_a_refusal_says_who_may_and_never_the_text_of_a_stranger() -> None:
    refused = NotAllowed("foundation.see_figures", about_object=False)
    wrapped = PermissionError("secret detail")
    wrapped.__cause__ = refused
    html = pages.not_allowed(request(), wrapped).content.decode()
    assert "It is for people who may read the platform’s own operating figures" in html.replace("&#39;", "’")
    assert "secret detail" not in html


def test_a_database_that_goes_away_outside_every_view_is_no_fault_of_ours() -> None:
    for error in (OperationalError("away"), InterfaceError("closed")):
        try:
            raise error
        except (OperationalError, InterfaceError):
            page = pages.server_error(request())
        assert page.status_code == 503
        assert page["Retry-After"] == "120"


def test_a_program_is_told_so_in_its_own_form() -> None:
    answer = pages.unavailable(request("/api/v1/events"))
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")


def test_the_page_of_a_server_error_needs_no_template_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> str:
        raise RuntimeError("no templates today")

    monkeypatch.setattr(pages, "render_to_string", broken)
    assert "Sorry, something went wrong here" in pages.server_error(request()).content.decode()
    response = pages.not_found(request())
    assert response.status_code == 404
    assert "Sorry, we cannot show this page" in response.content.decode()


# --- templates ---


def test_a_misspelt_name_in_a_template_of_ours_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        words("{{ nmae }}")
    with pytest.raises(UndefinedError):
        words("{% if actor.nmae %}x{% endif %}", actor=AMARA)


def test_markup_in_a_value_is_escaped() -> None:
    assert words("{{ _('Hello %(name)s', name=name) }}", name="<i>") == "Hello &lt;i&gt;"


def test_values_are_said_as_people_say_them() -> None:
    assert jinja.date_in_words(date(2026, 5, 3)) == "3 May 2026"
    assert jinja.time_in_words(datetime(2026, 5, 3, 14, 5, tzinfo=ZoneInfo("Europe/London"))) == "3 May 2026 at 2:05pm"
    assert jinja.time_in_words(datetime(2026, 5, 3, 23, 30, tzinfo=ZoneInfo("UTC"))) == "4 May 2026 at 12:30am"
    assert jinja.money(123456) == "£1,234.56"
    assert jinja.money(-5) == "−£0.05"
    assert jinja.number(1234567) == "1,234,567"
    assert jinja.percent(0.471) == "47%"


@pytest.mark.parametrize(
    ("day", "says"),
    [(1, "2 days late"), (2, "1 day late"), (3, "due today"), (4, "due tomorrow"), (6, "due in 3 days")],
)
def test_a_due_day_is_said_from_today(day: int, says: str) -> None:
    assert jinja.due(date(2026, 5, day), date(2026, 5, 3)) == says


# --- forms ---


def test_an_error_links_to_its_input_and_names_it() -> None:
    form = Question({"died_on-day": "31", "died_on-month": "2", "died_on-year": "2026"})
    found = forms.problems(form)
    assert found is not None
    assert found["errorList"] == [
        {"text": "Fill in: Your name", "href": "#id_name"},
        {"text": "Enter a real date, such as 27 3 2026", "href": "#id_died_on-day"},
        {"text": "Choose an answer: How?", "href": "#id_how"},
    ]
    html = page("foundation/layouts/question.html", form=form, title="About them")
    for item in found["errorList"]:
        assert f'id="{item["href"][1:]}"' in html


def test_a_form_without_errors_has_no_error_summary() -> None:
    assert forms.problems(Question()) is None


@pytest.mark.parametrize(
    ("typed", "means"),
    [(("3", "5", "2026"), date(2026, 5, 3)), (("3", "May", "2026"), date(2026, 5, 3)), (("", "", ""), None)],
)
def test_a_date_in_three_boxes(typed: tuple[str, str, str], means: date | None) -> None:
    field = forms.DayMonthYearField(required=False)
    data = dict(zip(("d-day", "d-month", "d-year"), typed, strict=True))
    assert field.clean(field.widget.value_from_datadict(data, {}, "d")) == means


@pytest.mark.parametrize("typed", [("3", "5", ""), ("31", "2", "2026"), ("3", "5", "26"), ("x", "5", "2026")])
def test_a_date_that_is_none_is_refused_in_plain_words(typed: tuple[str, str, str]) -> None:
    with pytest.raises(django_forms.ValidationError, match="Enter"):
        forms.DayMonthYearField().clean(list(typed))


def test_what_was_typed_stays_typed() -> None:
    form = Question({"name": "Zoë <i>", "died_on-day": "31", "died_on-month": "feb", "how": "e", "ward": "a"})
    html = page("foundation/layouts/question.html", form=form, title="About them")
    assert 'value="Zoë &lt;i&gt;"' in html
    assert 'value="feb"' in html
    assert re.search(r'value="e"[^>]*checked', html)
    assert re.search(r'<option value="a" selected', html)
    assert "<title>Error: About them" in html


def test_a_question_alone_on_its_page_is_the_pages_heading() -> None:
    class Alone(django_forms.Form):
        died_on = forms.DayMonthYearField(label="When did they die?")

    html = page("foundation/layouts/question.html", form=Alone())
    assert re.search(r"<h1[^>]*>\s*When did they die\?", html)
    assert html.count("<h1") == 1


def test_check_answers_shows_each_answer_with_a_way_to_change_it() -> None:
    rows = [{"key": "Name", "value": "Zoë <i>", "change": "/change/name"}]
    html = page("foundation/layouts/check_answers.html", sections=[{"title": "The person", "rows": rows}])
    assert "Zoë &lt;i&gt;" in html
    assert 'href="/change/name"' in html
    assert "Change<span" in html


def test_components_show_their_words() -> None:
    reference = new_reference(bytes(16))
    html = words(
        '{% from "foundation/components/confirmation.html" import confirmation %}'
        '{% from "foundation/components/status.html" import delivery_status %}'
        '{% from "foundation/components/tasks.html" import tasks %}'
        '{% from "foundation/components/states.html" import empty, closed, broken %}'
        '{{ confirmation("Done", reference) }}{{ delivery_status("acted") }}{{ delivery_status("dead") }}'
        '{{ tasks([{"title": "Tell us", "href": "/t", "status": "todo"}]) }}'
        '{{ empty("Nothing to do") }}{{ closed("see money") }}{{ broken("The map did not load.") }}',
        reference=reference,
    )
    for text in (
        reference,
        "Done",
        "Stuck: we are looking into it",
        "To do",
        "Nothing to do",
        "see money",
        "did not load",
    ):
        assert text in html


def test_an_answer_that_stands_for_nothing_is_there_among_the_buttons_and_a_blank_is_not() -> None:
    def shown(first: str) -> list[str]:
        class Agreed(django_forms.Form):
            agreed = django_forms.ChoiceField(
                choices=[("", first), ("yes", "Yes")], widget=django_forms.RadioSelect, required=False
            )

        return [item["text"] for item in forms.params(Agreed()["agreed"])["items"]]

    assert shown("No, or not asked") == ["No, or not asked", "Yes"]
    assert shown("---------") == ["Yes"]
