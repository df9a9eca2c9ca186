"""What may be said of an answer in practice, where there is somebody else to say it to."""

from study.actions import disputes
from study.actions.disputes import Beside
from study.actions.sittings import Answered, Sitting
from study.web.deps import Visit


def beside_answer(here: Visit, sitting: Sitting) -> Beside | None:
    """What stands beside an answered card; None for somebody alone, who has the editor."""
    if here.person.is_local or not isinstance(sitting, Answered):
        return None
    with here.database.read() as db:
        return disputes.beside_practice(
            db, here.who, sitting.card.showing, sitting.question_id, sitting.mark
        )
