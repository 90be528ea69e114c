"""The demo shops' playbooks: read once, and left alone when the shop has one of its own."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from agent.playbooks.models import Playbook, Stage
from agent.playbooks.pictures import add_picture
from agent.playbooks.services import activate_playbook, save_promotion
from conversations.attachments import read_picture
from lib.yaml_files import read_yaml
from orders.models import DiscountKind, Promotion
from tenants.models import Tenant

FOLDER = Path(__file__).parent / "playbooks"
ACTOR = "demo_load"

# One text in several languages, by their codes.
Texts = Mapping[str, str]


class DemoPicture(BaseModel):
    model_config = ConfigDict(extra="forbid")

    file: str
    captions: Texts


class DemoStage(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str
    name: str
    goal: str
    instructions: str
    lines: Texts
    enter_when: list[str] = Field(default_factory=list)
    leave_when: list[str] = Field(default_factory=list)
    tools: list[str] = Field(default_factory=list)
    pictures: list[DemoPicture] = Field(default_factory=list)
    # Whether the playbook's promotion is told here.
    has_promotion: bool = False


class DemoPromotion(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    kind: DiscountKind
    value: Decimal
    minimum: Decimal
    once_per_customer: bool


class DemoPlaybook(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    promotion: DemoPromotion
    stages: list[DemoStage]


def load_playbook(tenant: Tenant) -> None:
    """Switched on when it is new. Call it in the shop's scope."""
    path = FOLDER / f"{tenant.slug}.yaml"
    if not path.exists() or Playbook.objects.exists():
        return
    demo = DemoPlaybook.model_validate(read_yaml(path))
    promotion = save_promotion(tenant, promotion=Promotion(**demo.promotion.model_dump()), actor=ACTOR)
    playbook = Playbook.objects.create(tenant=tenant, name=demo.name)
    for position, stage in enumerate(demo.stages):
        _load_stage(playbook, stage, position, promotion)
    activate_playbook(playbook, actor=ACTOR)


def _load_stage(playbook: Playbook, demo: DemoStage, position: int, promotion: Promotion) -> None:
    stage = Stage(
        tenant=playbook.tenant, playbook=playbook, position=position,
        promotion=promotion if demo.has_promotion else None,
        **demo.model_dump(exclude={"pictures", "has_promotion"}),
    )  # fmt: skip
    stage.full_clean(exclude=["tenant", "playbook", "promotion"])
    stage.save()
    for picture in demo.pictures:
        content = (FOLDER / picture.file).read_bytes()
        add_picture(
            stage, picture=read_picture(content, name=picture.file), captions=dict(picture.captions), actor="demo_load"
        )
