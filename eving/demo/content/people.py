"""Invented people: the staff of the office, and the authors of the ideas."""

from dataclasses import dataclass

LENA, MIRKO = "lena.beispiel", "mirko.muster"
STAFF = {
    LENA: ("Lena", "Beispiel-Quartier"),
    MIRKO: ("Mirko", "Mustermann-Eving"),
}


@dataclass(frozen=True)
class Person:
    """An invented person. Addresses under example.org reach nobody."""

    name: str
    email: str = ""
    phone: str = ""
    name_display: str = "first"


ERIKA = Person("Erika Beispiel", "erika.beispiel@example.org")
MEHMET = Person("Mehmet Muster", "mehmet.muster@example.org", name_display="full")
TILDA = Person("Tilda Testmann", phone="0231 000000")
JAN = Person("Jan Probe", "jan.probe@example.org", name_display="none")
SVETLANA = Person("Svetlana Musterova", "svetlana.musterova@example.org")
ALI = Person("Ali Ausgedacht", "ali.ausgedacht@example.org", name_display="full")
NELE = Person("Nele Fiktiv", "nele.fiktiv@example.org")
KALLE = Person("Kalle Exempel", "kalle.exempel@example.org", name_display="full")
INGRID = Person("Ingrid Erfunden", "ingrid.erfunden@example.org", "0231 000000", "none")
TOMASZ = Person("Tomasz Testowski", "tomasz.testowski@example.org")
FATMA = Person("Fatma Beispielsoy", "fatma.beispielsoy@example.org")
OTTO = Person("Otto Platzhalter", "otto.platzhalter@example.org", name_display="none")
LIV = Person("Liv Niemand", "liv.niemand@example.org")
HASSAN = Person("Hassan Irgendwer", "hassan.irgendwer@example.org")
GERDA = Person("Gerda Irgendwo", phone="0231 000000", name_display="none")
