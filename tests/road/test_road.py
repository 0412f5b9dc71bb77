"""The whole road, walked once in a real browser on the catalogue of 2024."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from fulian import clock
from fulian.users.models import Role
from tests import factories
from tests.road import choose, publish, run
from tests.road.person import Person

pytestmark = [pytest.mark.road, pytest.mark.browser]
KEEPER = "组联部"
STAFF = {"office": Role.OFFICE, "leader": Role.LEADER, "finance": Role.FINANCE}


@pytest.fixture
def cast(transactional_db, page_for):
    """Everybody on the road, each at a browser; ``public`` and ``newcomer`` are not signed in."""

    def person(*roles, **fields):
        user = factories.make_user(*roles, **fields)
        somebody = Person(page_for(user))
        somebody.user = user
        return somebody

    people = SimpleNamespace(officers={}, heads={}, password="zi-wei-hua-2024")
    for name, short in [("组织联络部", "组联部"), ("权益宣传部", "权宣部")]:
        keeps = short == KEEPER
        keeps = short == KEEPER
        department = factories.make_department(name=name, short_name=short, verifies_organisations=keeps)
        people.officers[short] = person(Role.OFFICER, name=f"{short}经办", department=department)
        people.heads[short] = person(Role.HEAD, name=f"{short}部长", department=department)
    for name, role in STAFF.items():
        setattr(people, name, person(role, name=role.label))
    people.experts = [person(Role.EXPERT, name=f"专家{n}") for n in "甲乙丙"]
    people.public, people.newcomer = Person(page_for()), Person(page_for())
    return people


def test_from_the_word_file_to_the_archive(cast, tmp_path):
    with clock.travel(clock.at(date(2024, 4, 1), 10)):
        catalogue = publish.import_the_catalogue(cast)
        project = publish.approve_and_publish(cast, catalogue)
    with clock.travel(clock.at(date(2024, 4, 10), 10)):
        publish.register_and_verify(cast)
        application = publish.write_and_submit(cast, project)
        publish.a_rival_submits(cast, project)
    with clock.travel(clock.at(date(2024, 4, 23), 10)):
        choose.screen(cast, project)
        choose.review(cast, project)
        notice = choose.decide(cast, project, application)
    with clock.travel(clock.at(date(2024, 5, 7), 10)):
        agreement = choose.award_and_sign(cast, application, notice)
        run.pay_and_spend(cast, agreement, 1)
    run.hold_an_activity(cast, agreement, date(2024, 5, 20))
    with clock.travel(clock.at(date(2024, 6, 1), 10)):
        run.spend(cast, agreement, 12000)
    run.report_each_quarter(cast, agreement)
    run.inspect_each_quarter(cast, agreement)
    with clock.travel(clock.at(agreement.ends_on + timedelta(days=8), 10)):
        run.pay_and_spend(cast, agreement, 2)
        run.finance_checks_and_exports(cast, agreement, tmp_path)
        closeout = run.close_out(cast, agreement)
        package = run.accept_and_archive(cast, agreement, closeout)
        run.public_follow_up(cast, agreement)
    path = tmp_path / "档案.zip"
    path.write_bytes(package)
    call_command("verify_archive", str(path))
