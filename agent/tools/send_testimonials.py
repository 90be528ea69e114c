"""`send_testimonials`: pictures of what other customers say, sent with the reply."""

from agent.playbooks.pictures import picture_address
from agent.playbooks.selectors import find_progress
from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from lib.errors import DomainError

MOST = 5


class SendTestimonials(Arguments):
    """Nothing to choose: the pictures are those of the stage."""


def run(context: ToolContext, arguments: SendTestimonials) -> Receipt:
    progress = find_progress(context.conversation)
    pictures = list(progress.stage.pictures.all()[:MOST]) if progress and progress.stage else []
    if not pictures:
        raise DomainError("no_pictures", "There are no testimonials here. Do not claim that you sent any.")
    language = context.language
    return {
        "kind": "testimonials",
        "media": [
            {"kind": "image", "url": picture_address(one), "caption": str(one.captions.get(language, ""))}
            for one in pictures
        ],
    }


tool = Tool(
    name="send_testimonials",
    description="Send the shop's pictures of what other customers say together with your next reply.",
    arguments=SendTestimonials,
    run=run,
)
