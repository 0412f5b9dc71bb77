"""The demo's story: years that are over, one that runs, a call that is open, a catalogue in preparation."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

from django.core.management import call_command

from applications.models import Agreement, Award
from fulian import clock
from supervision.demo import choosing, running
from supervision.demo.choosing import apply, organisations
from supervision.demo.people import member_of, register, settle, staff
from supervision.documents.package import archive_papers
from supervision.models import Archive, CloseOut
from supervision.obligations import Evidence

PLATFORM = ("ziwei", "yandu", "hemei")


def month(base: date, shift: int, *, last: bool = False) -> date:
    """The first (or last) day of the month ``shift`` months from ``base``'s."""
    index = base.year * 12 + base.month - 1 + shift
    year, number = divmod(index, 12)
    return date(year, number + 1, monthrange(year, number + 1)[1] if last else 1)


def bidders_for(project) -> list:
    """Who may apply, in an order that differs from entry to entry."""
    if project.track == "assignment":
        return organisations("rongxian")
    names = PLATFORM if "ELIG_PLATFORM_MEMBER" in project.codes() else (*PLATFORM, "denghui", "fuxi")
    shift = project.order % len(names)
    return organisations(*names[shift:], *names[:shift])


def choose_all(catalogue, projects, *, day: date) -> list[Agreement]:
    """Screening to signature of ``projects`` from the morning of ``day`` on; one winner each."""
    with clock.travel(day):
        for project in projects:
            choosing.screen(project)
            choosing.assign(project)
            choosing.review(project)
            choosing.decide(project)
        choosing.put_up(catalogue)
    with clock.travel(day + timedelta(days=21)):
        notice = catalogue.notices.get()
        notice.end(by=staff("bangong"))
        agreements = [
            Award.objects.get(application__project=project).confirm(by=staff("zhuxi")) for project in projects
        ]
    with clock.travel(day + timedelta(days=24)):
        for agreement in agreements:
            choosing.sign(agreement)
            agreement.start(by=choosing.officer_of(agreement.project))
    return agreements


def apply_once_each(projects) -> None:
    """One application per project, by organisations that have not yet won one in this catalogue."""
    taken: set[int] = set()
    for project in projects:
        organisation = next(one for one in bidders_for(project) if one.pk not in taken)
        taken.add(organisation.pk)
        apply(project, organisation)


def past_year(name: str, year: int, opened: date, closed: date) -> list[Agreement]:
    """A catalogue of the past, from import to signed agreements, in its own time."""
    start, end = closed + timedelta(days=30), date(year, 12, 31)
    with clock.travel(opened - timedelta(days=20)):
        catalogue = choosing.prepare(choosing.fixture(name), year=year)
        choosing.approve(catalogue, starts_on=start, ends_on=end)
    with clock.travel(clock.at(opened, 8, 30)):
        choosing.publish(catalogue, open_on=opened, close_on=closed)
    projects = list(catalogue.projects.all())
    with clock.travel(clock.at(closed - timedelta(days=1), 11)):
        apply_once_each(projects)
    return choose_all(catalogue, projects, day=closed + timedelta(days=3))


def run(agreement: Agreement) -> None:
    """Everything between the start and the end of the term, on time."""
    first = max(agreement.signed_on, agreement.starts_on) + timedelta(days=10)
    with clock.travel(agreement.signed_on + timedelta(days=5)):
        running.request(agreement, 1)
    step = (agreement.ends_on - first).days // 5
    for number in range(4):
        running.hold_activity(agreement, first + timedelta(days=step * number), number)
    running.spend(agreement, first + timedelta(days=step * 2), 1, Decimal("0.5"))
    running.spend(agreement, agreement.ends_on - timedelta(days=3), 2, Decimal("0.48"))
    running.settle_recurring(agreement, agreement.ends_on + timedelta(days=1))


def hand_in_closeout(agreement: Agreement) -> CloseOut:
    """The second instalment and the complete package, twelve days after the end."""
    with clock.travel(agreement.ends_on + timedelta(days=6)):
        running.request(agreement, 2)
    with clock.travel(agreement.ends_on + timedelta(days=12)):
        closeout = running.hand_in_papers(agreement)
        closeout.submit(by=member_of(agreement.organisation))
    return closeout


def accept(agreement: Agreement) -> None:
    """The acceptance, and the last instalment."""
    closeout = hand_in_closeout(agreement)
    with clock.travel(agreement.ends_on + timedelta(days=24)):
        running.accept_closeout(closeout)
    with clock.travel(agreement.ends_on + timedelta(days=35)):
        running.request(agreement, 3)


def archive(agreement: Agreement) -> None:
    with clock.travel(agreement.ends_on + timedelta(days=40)):
        agreement.refresh_from_db()
        with archive_papers(agreement) as papers:
            Archive.objects.keep(agreement, by=staff("bangong"), book=papers.book, package=papers.package)


def past() -> None:
    """2022 and 2024: everything accepted, the first of them archived."""
    years = [
        ("catalogue-2022.docx", date(2022, 3, 1), date(2022, 3, 16), 1),
        ("catalogue-2024.xlsx", date(2024, 4, 8), date(2024, 4, 22), 0),
    ]
    for name, opened, closed, archived in years:
        agreements = past_year(name, opened.year, opened, closed)
        for agreement in agreements:
            run(agreement)
            accept(agreement)
        for agreement in agreements[:archived]:
            archive(agreement)
        with clock.travel(date(opened.year + 1, 3, 1)):
            agreements[0].project.catalogue.close(by=staff("bangong"))


def batch(label: str, opened: date, closed: date, *, starts_on: date, ends_on: date, early: int = 0):
    """The demo catalogue as a batch of its own, published for ``opened``…``closed``. The first ``early``
    entries end a month ago.
    """
    title = f"自贡市妇女联合会{opened.year}年妇女儿童项目发布目录（{label}）"
    period = f"{starts_on.year}年{starts_on.month}月-{ends_on.year}年{ends_on.month}月"
    text = choosing.demo_text(opened.year, title, period)
    with clock.travel(clock.at(opened - timedelta(days=15), 10)):
        catalogue = choosing.prepare(text.encode(), year=opened.year)
        for project in catalogue.projects.all()[:early]:
            project.edit(by=choosing.officer_of(project), ends_on=month(clock.today(), 4, last=True))
        choosing.approve(catalogue, starts_on=starts_on, ends_on=ends_on)
    with clock.travel(clock.at(opened, 8, 30)):
        choosing.publish(catalogue, open_on=opened, close_on=closed)
    return catalogue


def under_way(today: date) -> None:
    """Projects in the middle of their work: one hands in its close-out, one is late, one has a finding."""
    opened = month(today, -6) + timedelta(days=4)
    closed = opened + timedelta(days=14)
    catalogue = batch(
        "第一批", opened, closed, starts_on=month(today, -4), ends_on=month(today, 4, last=True), early=1
    )
    projects = list(catalogue.projects.all())
    with clock.travel(clock.at(closed - timedelta(days=1), 11)):
        apply_once_each(projects)
    closing, steady, late, found, *_ = choose_all(catalogue, projects, day=closed + timedelta(days=3))
    run(closing)
    hand_in_closeout(closing)
    for agreement in (steady, late, found):
        in_the_middle(agreement, today)
    running.settle_recurring(steady, today - timedelta(days=1))
    open_finding(found, today)


def in_the_middle(agreement: Agreement, today: date) -> None:
    """First instalment paid, two activities held, a third planned, some money spent."""
    with clock.travel(agreement.signed_on + timedelta(days=5)):
        running.request(agreement, 1)
    running.hold_activity(agreement, today - timedelta(days=50), 0)
    running.hold_activity(agreement, today - timedelta(days=18), 1, confirm=False)
    running.spend(agreement, today - timedelta(days=40), 1, Decimal("0.3"))
    running.spend(agreement, today - timedelta(days=6), 2, Decimal("0.1"), verify=False)
    running.plan_activity(agreement, today + timedelta(days=9), 2)


def open_finding(agreement: Agreement, today: date) -> None:
    duty = agreement.duties.filter(evidence=Evidence.INSPECTION).order_by("due_on").first()
    with clock.travel(clock.at(today - timedelta(days=7), 15)):
        running.inspect(duty, finding=True, solved=False)


def choosing_now(today: date) -> None:
    """One entry at each point between closing and agreement."""
    closed = today - timedelta(days=20)
    starts_on, ends_on = month(today, 1), month(today, 9, last=True)
    catalogue = batch("第二批", closed - timedelta(days=14), closed, starts_on=starts_on, ends_on=ends_on)
    projects = list(catalogue.projects.all())
    with clock.travel(clock.at(closed - timedelta(days=1), 11)):
        two_for_each(projects)
    screened, in_review, reviewed, publicised, awarded = projects[1:]
    with clock.travel(closed + timedelta(days=2)):
        for project in (in_review, reviewed, publicised, awarded):
            choosing.screen(project)
            choosing.assign(project)
        choosing.screen(screened)
        choosing.review(in_review, unsigned=2)
        for project in (reviewed, publicised, awarded):
            choosing.review(project)
        award = choosing.decide(awarded)
        notice = choosing.put_up(catalogue)
    with clock.travel(closed + timedelta(days=17)):
        notice.end(by=staff("bangong"))
        award.refresh_from_db()
        award.confirm(by=staff("zhuxi"))
        choosing.decide(publicised)
        choosing.put_up(catalogue)


def two_for_each(projects) -> None:
    """Two applications per entry as far as the limit per organisation lets them."""
    count: dict[int, int] = {}
    for project in projects:
        bidders = sorted(bidders_for(project), key=lambda one: count.get(one.pk, 0))
        for organisation in bidders[:2]:
            if count.get(organisation.pk, 0) < project.catalogue.applications_per_organisation:
                count[organisation.pk] = count.get(organisation.pk, 0) + 1
                apply(project, organisation)


def open_now(today: date) -> None:
    """A call that is open: one application in, one returned to the drawer, one just begun."""
    opened, closed = today - timedelta(days=4), today + timedelta(days=11)
    starts_on, ends_on = month(today, 2), month(today, 10, last=True)
    catalogue = batch("第三批", opened, closed, starts_on=starts_on, ends_on=ends_on)
    projects = list(catalogue.projects.all())
    with clock.travel(clock.at(today - timedelta(days=2), 16)):
        apply(projects[0], bidders_for(projects[0])[0])
        apply(projects[2], bidders_for(projects[2])[0], submit=False)


def in_preparation(today: date) -> None:
    """Next year's catalogue: entries being written, checked, accepted."""
    year = today.year + 1
    title = f"自贡市妇女联合会{year}年妇女儿童项目发布目录"
    text = choosing.demo_text(year, title, f"{year}年3月-12月")
    with clock.travel(clock.at(today - timedelta(days=3), 10)):
        catalogue = choosing.prepare(text.encode(), year=year)
        accepted, handed_in = catalogue.projects.all()[:2]
        for project in (accepted, handed_in):
            choosing.finish(project, starts_on=date(year, 3, 1), ends_on=date(year, 12, 31))
            project.hand_in(by=choosing.officer_of(project))
        accepted.accept(by=choosing.head_of(accepted))


def tell(today: date) -> None:
    """The whole story as of ``today``."""
    call_command("load_holidays", stdout=StringIO())
    settle()
    with clock.travel(date(2022, 2, 1)):
        register(staff("zulian"))
    past()
    under_way(today)
    choosing_now(today)
    open_now(today)
    in_preparation(today)
