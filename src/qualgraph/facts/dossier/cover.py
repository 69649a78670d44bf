"""The dossier itself: its codes, status, domain, sector chamber, adoption, and its prose."""

from collections.abc import Iterable, Iterator

from qualgraph.documents.xml import Element, Values
from qualgraph.facts import model
from qualgraph.facts.dossier.desk import Desk
from qualgraph.facts.dossier.form import Form
from qualgraph.facts.reading import Share
from qualgraph.facts.subjects import Kind, Subject


def codes(form: Form, elements: Iterable[Element]) -> Iterator[tuple[str, Element]]:
    """Return each code that is written as a code should be, once, with its element."""
    seen = set[str]()
    for element in elements:
        for value in element.texts:
            try:
                code = form.code(value.text)
            except ValueError:
                continue
            if code not in seen:
                seen.add(code)
                yield code, element


def read_code(desk: Desk, subject: Subject, element: Element) -> None:
    """Read a code with its ministry, price factor and days (``crebo``, ``dossiercrebo``)."""
    form, read, about = desk.form, desk.account.read, (subject,)
    register = str(form.words["register"])
    for code, why in read(element.texts[:1], "code", form.code):
        desk.say(about, model.Code(code, register, form.country, evidence=why))
    for letters, why in read(element["ministerie"], "ministry", form.title):
        desk.say(about, model.Ministry(letters, evidence=why))
    for factor, why in read(element["prijsfactor"], "price-factor", form.factor):
        desk.say(about, model.PriceFactor(factor, evidence=why))
    for day, why in read(element["Geldig_vanaf"], "valid-from", form.day):
        desk.say(about, model.ValidFrom(day, evidence=why))
    for day, why in read(element["Datum_einde_instroom"], "last-intake", form.day):
        desk.say(about, model.LastIntake(day, evidence=why))
    for day, why in read(element["Datum_einde_opleiding"], "ends-on", form.day):
        desk.say(about, model.EndsOn(day, evidence=why))


def read_cover(desk: Desk, dossier: Element) -> None:
    """Read what the dossier says of itself."""
    found = codes(desk.form, dossier.at("dossiercrebos").all("dossiercrebo"))
    for subject, (_, element) in zip(desk.dossiers, found, strict=False):
        read_code(desk, subject, element)
    _attributes(desk, dossier)
    _domain(desk, dossier["referentiedomein"])
    _chamber(desk, dossier.at("voorblad", "omschrijving", "penvoerder", "sectorkamer"))
    adopted = ("voorblad", "omschrijving", "verantwoording", "vaststellingsinformatie")
    _adoption(desk, dossier.at(*adopted))


def _attributes(desk: Desk, dossier: Element) -> None:
    form, about, read = desk.form, desk.dossiers, desk.account.read
    for text, why in read(dossier["titel"], "title", desk.title_of):
        desk.say(about, model.Title(text, evidence=why))
    for code, why in read(dossier["status"], "status", form.meaning("statuses")):
        desk.say(about, model.DossierStatus(code, evidence=why))
    for version, why in read(dossier["versie"], "version", form.title):
        desk.say(about, model.DossierVersion(version, evidence=why))
    for number, why in read(dossier["referentievorigeversie"], "previous-version", form.title):
        desk.say(about, model.PreviousVersion(number, evidence=why))
    requirements = dossier["wettelijkeberoepsvereisten"]
    for apply, why in read(requirements, "statutory-requirements", form.yes):
        desk.say(about, model.StatutoryRequirements(apply, evidence=why))
    for positive, why in read(dossier["positief_advies_toetsingskamer"], "advice", form.yes):
        desk.say(about, model.PositiveAdvice(positive, evidence=why))


def _domain(desk: Desk, reference: Values) -> None:
    """Read the domain; a row without a code is the list's way to say that there is none."""
    row = desk.tables.get("domein", reference)
    if row is None:
        desk.account.refuse(reference, "reference-unresolved")
        return
    why = desk.account.take(reference, "domain")
    for text, named in desk.account.read(row["titel"], "domain-title", desk.title_of):
        for code, _ in desk.account.read(row["crebo"], "domain", desk.form.code):
            domain = Subject(Kind.DOMAIN, desk.form.country, code)
            desk.say(desk.dossiers, model.InDomain(domain, evidence=why))
            desk.say((domain,), model.Title(text, evidence=named))


def _chamber(desk: Desk, element: Element) -> None:
    reference = element["referentie"]
    row = desk.tables.get("sectorkamer", reference)
    if row is None:
        desk.account.refuse(reference, "reference-unresolved")
        return
    desk.account.mark(reference)
    for text, why in desk.account.read(row["titel"], "sector-chamber", desk.title_of):
        desk.say(desk.dossiers, model.SectorChamber(text, evidence=why))


def _adoption(desk: Desk, element: Element) -> None:
    read, about = desk.account.read, desk.dossiers
    for text, why in read(element.at("vastgestelddoor").texts, "adopted-by", desk.title_of):
        desk.say(about, model.AdoptedBy(text, evidence=why))
    for day, why in read(element.at("vastgesteldop").texts, "adopted-on", desk.form.day):
        desk.say(about, model.AdoptedOn(day, evidence=why))
    for town, why in read(element.at("vastgesteldte").texts, "adopted-at", desk.form.title):
        desk.say(about, model.AdoptedAt(town, evidence=why))


def read_texts(desk: Desk, element: Element, table: str, about: tuple[Subject, ...]) -> None:
    """Read the prose that the form says stands in ``element``, part by part."""
    for path, part in desk.form.words[table].items():
        values = element.at(*path.split("/")).texts
        for text, why in desk.account.read(values, part, desk.prose, Share.TEXT):
            desk.say(about, model.DossierText(part, text, evidence=why))
