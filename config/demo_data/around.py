"""What stands beside the conversations: interest, stages, lost demand, questions to the team, alerts."""

from datetime import datetime, timedelta
from random import Random

from agent.knowledge.words import all_stems
from agent.models import Asker, Progress, StageChange, TeamQuestion
from catalog.demand.services import group_key
from catalog.models import Lack, LostDemand
from config.demo_data.plan import Visit
from config.demo_data.rows import Row, Rows
from config.demo_data.scene import Scene, product_name
from config.demo_data.talks import Thread, call_person
from config.demo_data.words import read_words
from conversations.models import Author, Conversation, LeadStatus, Message, MessageStatus, Owner
from tenants.models import Alert

# How near to buying a conversation shows its customer to be, by its last visit.
LEADS = {
    "order": LeadStatus.READY, "change": LeadStatus.READY, "thanks": LeadStatus.READY, "status": LeadStatus.READY,
    "advice": LeadStatus.CONSIDERING, "delivery": LeadStatus.NEEDS_INFO, "place": LeadStatus.NEEDS_INFO,
    "soldout": LeadStatus.CONSIDERING, "stop": LeadStatus.NOT_INTERESTED, "cancel": LeadStatus.NOT_INTERESTED,
}  # fmt: skip
# How far down the playbook a visit leads, as a share of its stages.
DEPTH = {"order": 1.0, "change": 1.0, "thanks": 1.0, "advice": 0.6, "soldout": 0.5, "delivery": 0.4, "missing": 0.4}
# So many wait for a person at the end; more would wait for ever, because nobody is there.
MOST_WAITING = 6
QUESTIONS_PER_LANGUAGE = 4


class Surroundings:
    """Adds to conversations what others keep about them."""

    def __init__(self, scene: Scene, *, end: datetime, rows: Rows, rng: Random) -> None:
        self._scene, self._end, self._rows, self._rng = scene, end, rows, rng
        self._missed: set[tuple[object, str]] = set()
        self.recent: list[Thread] = []

    def add(self, thread: Thread, visits: list[Visit]) -> None:
        self._lead(thread, visits[-1])
        self._stages(thread, visits)
        for visit in visits:
            if visit.about in {"soldout", "missing"}:
                self._miss(thread, visit)
        if not thread.heard and thread.row["status"] == "open":
            self.recent = sorted([*self.recent, thread], key=_newest)[-MOST_WAITING:]

    def call_people(self) -> None:
        """The newest conversations wait for a person, one of them too long. They are written already."""
        called = [self._call(thread, minutes=3 + 4 * place) for place, thread in enumerate(reversed(self.recent))]
        if called:
            self._alarm(self.recent[0])
        self._rows.write()
        for thread, said in zip(reversed(self.recent), called, strict=True):
            since = said["created_at"]
            Conversation.objects.filter(pk=thread.row["id"]).update(
                owner=Owner.STAFF, owner_since=since, owner_until=self._end + timedelta(hours=12),
                handover_reason=f"complaint: {said['text']}"[:200], unanswered_since=since, last_inbound_at=since,
                last_message_at=since, inbound_seq=thread.seq, profiled_seq=thread.seq, lead_seq=thread.seq,
                summarized_id=said["id"],
            )  # fmt: skip

    def _call(self, thread: Thread, *, minutes: int) -> Row:
        thread.seq += 1
        at, words = self._end - timedelta(minutes=minutes), self._rng.choice(thread.person.words.complaints)
        call_person(thread, words, at, self._rows)
        return self._rows.add(
            Message, conversation=thread.row, identity=thread.account, author=Author.CUSTOMER, seq=thread.seq,
            text=words, status=MessageStatus.RECEIVED, created_at=at,
        )  # fmt: skip

    def ask_team(self) -> None:
        """Open questions with the people who wait for an answer, and answered ones."""
        for language in self._scene.languages:
            threads = [thread for thread in self.recent if thread.person.language == language]
            for place, text in enumerate(_questions(language)[:QUESTIONS_PER_LANGUAGE]):
                at = self._end - timedelta(days=1 + 3 * place)
                is_open = bool(threads) and place == 0
                question = self._rows.add(
                    TeamQuestion, question=text, language=language, stems=all_stems(text), created_at=at,
                    state="open" if is_open else "dismissed",
                )  # fmt: skip
                for thread in threads if is_open else ():
                    self._rows.add(Asker, question=question, conversation=thread.row, asked=text, language=language,
                                   created_at=at)  # fmt: skip

    def _lead(self, thread: Thread, visit: Visit) -> None:
        status = LEADS.get(visit.about)
        if status and self._rng.random() < 0.8:
            thread.row |= {"lead_status": status, "lead_at": visit.at}

    def _stages(self, thread: Thread, visits: list[Visit]) -> None:
        """Each visit goes through the stages down to where it ends."""
        stages = self._scene.stages
        if not stages:
            return
        before, at = "", visits[0].at
        for visit in visits:
            depth = max(1, round(len(stages) * DEPTH.get(visit.about, 0.3) * self._rng.uniform(0.7, 1)))
            for place, stage in enumerate(stages[:depth]):
                at = visit.at + timedelta(seconds=40 * place)
                why = ("came_back" if before else "began") if place == 0 else "replies:1"
                if before != stage.key:
                    self._rows.add(StageChange, conversation=thread.row, playbook=self._scene.playbook, from_key=before,
                                   to_key=stage.key, to_name=stage.name, why=why, created_at=at)  # fmt: skip
                before = stage.key
        last = next(stage for stage in stages if stage.key == before)
        self._rows.add(Progress, conversation=thread.row, stage=last, key=before, why="replies:1", since=at,
                       visit_seq=thread.seq, visit_at=visits[-1].at)  # fmt: skip

    def _miss(self, thread: Thread, visit: Visit) -> None:
        """Only who wants something that is still missing waits: nobody is written to because of this."""
        customer, language = thread.person.row["public_id"], thread.person.language
        product = self._rng.choice(self._scene.sold_out) if visit.about == "soldout" else None
        words = product_name(product, language) if product else self._rng.choice(thread.person.words.wishes)
        key = str(product.public_id) if product else group_key(words)
        if (customer, key) in self._missed:
            return
        self._missed.add((customer, key))
        self._rows.add(
            LostDemand, customer_id=customer, conversation_id=thread.row["public_id"], product=product, words=words,
            key=key, reason=Lack.OUT_OF_STOCK if product else Lack.NOTHING_FOUND, language=language, seq=1,
            waiting=bool(product and product.stock == 0), created_at=visit.at, asked_at=visit.at,
        )  # fmt: skip

    def _alarm(self, thread: Thread) -> None:
        facts = {"customer": thread.person.name, "minutes": 20}
        link = f"/panel/{self._scene.tenant.slug}/conversations/{thread.row['public_id']}/"
        self._rows.add(Alert, kind="unanswered", subject=str(thread.row["public_id"]), facts=facts, link=link,
                       created_at=self._end - timedelta(minutes=10), mailed_at=self._end)  # fmt: skip


def _questions(language: str) -> tuple[str, ...]:
    return read_words(language).questions


def _newest(thread: Thread) -> datetime:
    moment: datetime = thread.newest["created_at"]
    return moment
