"""The page of slot types: how each looks, who books it, when it opens, what people are told."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.practice import Channel
from desktop.domain.practice_setup import (
    BOOKERS,
    COLOUR_NAMES,
    NATIONAL_CATEGORIES,
    SlotTypeDetails,
)
from desktop.domain.release import say_release
from desktop.domain.setup_records import SetupRecords
from desktop.ui.kit.choice_fields import ChoiceField, narrow_line
from desktop.ui.kit.form_fields import LineField, LinesField
from desktop.ui.kit.look import Look
from desktop.ui.kit.ticks_field import ColourField, CountField, TicksField
from desktop.ui.setup.record_editor import RecordEditor, SetupRecordPage
from desktop.ui.setup.record_list import RecordRow
from desktop.ui.setup.release_fields import ReleaseFields

NO_CATEGORY = "None"
CAN_BE_BOOKED = "Time to book"
A_BREAK = "A break: it can’t be booked"


class SlotTypeEditor(RecordEditor):
    """A kind of slot with its release rule: saved, and taken back, as one."""

    new_title = "New slot type"
    new_words = "It can be put into sessions and templates as soon as it is saved."
    retire_words = "Once it is retired, no new slots of it are made; those in the diary stay."

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "slot_type_editor", parent)
        self.name = LineField(look, "name", "Name", self)
        self.short = narrow_line(look, "short_name", "Short name", 110, self)
        self.letter = narrow_line(look, "letter", "Letter", 80, self)
        self.minutes = CountField(look, "minutes", "Minutes", self)
        self.minutes.keep_narrow(look, 110)
        self.bookable = ChoiceField(look, "bookable", "What it is", self)
        self.bookable.fill([(CAN_BE_BOOKED, True), (A_BREAK, False)])
        self.colour = ColourField(look, "colour", "Colour", self)
        self.colour.offer((words, key) for key, words in COLOUR_NAMES.items())
        self.channel = ChoiceField(look, "channel", "How people are seen", self)
        self.channel.fill((one.words, one) for one in Channel)
        self.category = ChoiceField(look, "national_category", "National category", self)
        self.booked_by = TicksField(
            look, "booked_by", "Who may book it (none ticked: all)", parent=self
        )
        self.booked_by.offer((one.words, one.value) for one in BOOKERS)
        self.release = ReleaseFields(look, self)
        self.warning = LinesField(look, "warning", "Warning shown when it is booked", self)
        self.information = LinesField(look, "information", "What to tell the patient", self)
        self.add_field(self.name)
        self.add_row(self.short, self.letter, self.minutes)
        for field in (self.bookable, self.colour, self.channel, self.category, self.booked_by):
            self.add_field(field)
        for one in (*self.release.all, self.warning, self.information):
            self.add_field(one)
        self._offer_categories("")
        self.bookable.changed.connect(self._fit)
        self.build_foot()

    def offer(self, records: SetupRecords) -> None:
        """Offer the kinds in use as what a slot may turn into."""
        names = {one.id: one.details.name for one in records.slot_types if one.active}
        self.release.offer(names)

    def _offer_categories(self, own: str) -> None:
        known = [*NATIONAL_CATEGORIES]
        if own and own not in known:
            known.append(own)
        self.category.box.fill([(NO_CATEGORY, None), *((one, one) for one in known)])

    def _fit(self) -> None:
        booked = bool(self.bookable.box.currentData())
        for field in (self.channel, self.category, self.booked_by, self.warning, self.information):
            field.setVisible(booked)

    def fill(self, details: SlotTypeDetails) -> None:
        self.name.set_text(details.name)
        self.short.set_text(details.short_name)
        self.letter.set_text(details.letter)
        self.minutes.set_number(details.minutes)
        self.bookable.box.choose(details.bookable)
        self.colour.box.choose(details.colour)
        self.channel.box.choose(details.channel)
        self._offer_categories(details.national_category or "")
        self.category.box.choose(details.national_category)
        self.booked_by.set_values(details.booked_by)
        self.release.fill(details.release)
        self.warning.set_text(details.warning)
        self.information.set_text(details.information)
        self._fit()

    @property
    def details(self) -> SlotTypeDetails:
        return SlotTypeDetails(
            self.name.text,
            self.short.text,
            self.letter.text,
            self.minutes.number,
            Channel(self.channel.box.currentData() or Channel.IN_PERSON),
            bool(self.bookable.box.currentData()),
            self.category.box.currentData(),
            self.colour.box.currentData() or "R",
            self.warning.text,
            self.information.text,
            self.booked_by.values,
            self.release.rule,
        )

    def shown_value(self, details: Any, name: str) -> str:
        if name == "release":
            return say_release(details.release)
        if name == "channel":
            return str(details.channel.words)
        if name == "colour":
            return COLOUR_NAMES.get(str(details.colour), "")
        return super().shown_value(details, name)


class SlotTypePage(SetupRecordPage):
    """The kinds that can be booked, the breaks, those that are retired."""

    title = "Slot types"
    filter_words = "Filter by name or category"
    nothing = ("There is no slot type yet.", "Insert adds one.")

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, SlotTypeEditor(look), icon="clock", parent=parent)

    def show_setup(self, records: SetupRecords) -> None:
        self.offer(records)

        def place(one: Any) -> tuple[bool, bool]:
            return not one.active, not one.details.bookable

        self.show_records(sorted(records.slot_types, key=place))

    def row_of(self, record: Any) -> RecordRow:
        details: SlotTypeDetails = record.details
        how = details.channel.words.lower() if details.bookable else "not bookable"
        caption = f"{details.letter}, {details.minutes} min, {how}"
        group = "Booked" if details.bookable else "Breaks"
        return RecordRow(
            record.id,
            details.name,
            caption,
            group if record.active else self.gone,
            has_gone=not record.active,
        )

    def blank(self) -> SlotTypeDetails:
        return SlotTypeDetails("", "", "", 10)
