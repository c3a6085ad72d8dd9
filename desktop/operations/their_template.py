"""What another manager made of a template while it was open here."""

from __future__ import annotations

from desktop.domain.ids import SessionTemplateId
from desktop.domain.templates import SessionTemplate
from desktop.operations.two_edits import Theirs
from desktop.operations.work import Reading
from desktop.persistence.record import find_later_change
from desktop.persistence.templates import get_template


def read_their_template(
    reading: Reading, *, template_id: SessionTemplateId
) -> Theirs[SessionTemplate]:
    """Return a template as it is now, and who changed it last.

    Errors: NotFound once its draft is thrown away.
    """
    template = get_template(reading.db, template_id)
    later = find_later_change(reading.db, "session_templates", template_id)
    return Theirs(template, template.version, later)
