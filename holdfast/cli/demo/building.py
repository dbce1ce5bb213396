"""Building: plain records made into objects that are joined to a catalogue, and to each other, by relationships.

Nothing here knows a session or a key. Objects that several distributions share (people, classifiers, what is
required) are kept by their names, so each of them is made once.
"""

from __future__ import annotations

from holdfast.cli.demo.model import Catalogue, Classifier, Distribution, EntryPoint, Extra, File, Person, Requirement
from holdfast.cli.demo.records import DistributionRecord

CATALOGUE = "installed"
"""The name of the demo's one catalogue."""


class Builder:
    """Makes the objects of one catalogue.

    :ivar catalogue: the catalogue, which each new object is appended to
    :ivar distributions: by name, those that are installed and those that are only required
    :ivar people: by name and e-mail address
    :ivar classifiers: by whole name
    """

    def __init__(self) -> None:
        self.catalogue = Catalogue(name=CATALOGUE, distributions=[], people=[], classifiers=[])
        self.distributions: dict[str, Distribution] = {}
        self.people: dict[tuple[str, str], Person] = {}
        self.classifiers: dict[str, Classifier] = {}

    def add(self, record: DistributionRecord) -> None:
        """Makes a distribution and all it has, but not its requirements: what they name may be still to come."""
        distribution = Distribution(
            name=record.name,
            version=record.version,
            summary=record.summary,
            requires_python=record.requires_python,
            location=record.location,
            authors=[self._person(author.name, author.email) for author in record.authors],
            classifiers=[self._classifier(name) for name in record.classifiers],
            extras=[Extra(name=name, declared=True) for name in record.extras],
            entry_points=[EntryPoint(group=p.group, name=p.name, value=p.value) for p in record.entry_points],
            files=[File(path=f.path, size=f.size, digest=f.digest) for f in record.files],
            requirements=[],
        )
        self._append(distribution)

    def add_requirements(self, record: DistributionRecord) -> None:
        """Joins a distribution to those that it requires; one that is not installed is made here."""
        source = self.distributions[record.name]
        for position, requirement in enumerate(record.requirements):
            target = self.distributions.get(requirement.name)
            if target is None:
                target = self._only_required(requirement.name)
            source.requirements.append(
                Requirement(
                    position=position,
                    target=target,
                    specifier=requirement.specifier,
                    marker=requirement.marker,
                    extras=[self._extra(target, name) for name in requirement.extras],
                )
            )

    def _only_required(self, name: str) -> Distribution:
        # Empty lists are not the same as lists never set: merge() empties a stored list only for the former.
        distribution = Distribution(
            name=name,
            version=None,
            summary=None,
            requires_python=None,
            location=None,
            authors=[],
            classifiers=[],
            extras=[],
            entry_points=[],
            files=[],
            requirements=[],
        )
        return self._append(distribution)

    def _append(self, distribution: Distribution) -> Distribution:
        self.distributions[distribution.name] = distribution
        self.catalogue.distributions.append(distribution)
        return distribution

    def _person(self, name: str, email: str) -> Person:
        person = self.people.get((name, email))
        if person is None:
            person = self.people[name, email] = Person(name=name, email=email)
            self.catalogue.people.append(person)
        return person

    def _classifier(self, name: str) -> Classifier:
        classifier = self.classifiers.get(name)
        if classifier is None:
            branch, separator, _ = name.rpartition(" :: ")
            parent = self._classifier(branch) if separator else None
            classifier = self.classifiers[name] = Classifier(name=name, parent=parent)
            self.catalogue.classifiers.append(classifier)
        return classifier

    def _extra(self, target: Distribution, name: str) -> Extra:
        for extra in target.extras:
            if extra.name == name:
                return extra
        extra = Extra(name=name, declared=False)
        target.extras.append(extra)
        return extra
