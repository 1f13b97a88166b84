"""What a theme usually needs: documents from the programme, and the people worth hearing."""

from __future__ import annotations

from dataclasses import dataclass

from challenges.models import Theme
from challenges.programme_files import ProgrammeFile

# Whom a team usually hears under a theme, by its name in the LGA's manual. Ours, from who was met in challenges that were
# written about; the organiser and the challenge manager agree who it is here.
PEOPLE = {
    "Leadership and management, including vision and strategy": "Director, lead member, chief executive, scrutiny chair, assistant directors, groups of staff",
    "Effective practice and impact on outcomes for children and families": "Practitioners, team managers, reviewing officers and conference chairs, children and families",
    "Resources and capacity": "Human resources, finance, principal social worker, team managers, staff",
    "Impact and effectiveness of partnerships": "Police, health, schools, voluntary sector, safeguarding partnership",
    "Demand management": "Data and performance lead, front door and early help managers, finance",
    "Corporate leadership and capacity for Children's Services": "Leader, chief executive, finance, legal, human resources, corporate parenting panel",
    "Early help": "Early help managers, family support workers, schools, health visitors, voluntary sector, parents",
    "Front door": "Front door staff and their partners, police, health, schools, out-of-hours team",
    "Child in Need": "Social workers, team managers, parents, schools",
    "Child Protection": "Social workers, conference chairs, police, designated doctor and nurse, legal",
    "Children with disabilities": "Disabled children's team, SEND lead, health, short breaks providers, parents and carers",
    "Sufficiency and outcomes for children looked after": "Commissioning and placements, virtual head, foster carers, reviewing officers, children in care council",
    "Care leavers": "Care leavers, personal advisers, housing, health, employers and colleges",
    "Quality assurance and performance management": "Quality assurance lead, data lead, team managers, reviewing officers",
    "Specific vulnerabilities": "Police, exploitation lead, domestic abuse services, schools, return-home interviewers",
}


@dataclass(frozen=True)
class Guide:
    """What the card of a theme shows besides its probes."""

    documents: list[str]
    people: str


def guide_to(plan: ProgrammeFile, theme: Theme) -> Guide:
    """The documents the programme asks for because of this theme, and the people it usually needs."""
    asked = [spec.title for spec in plan.documents if theme.code in spec.themes]
    return Guide(documents=asked, people=_people(theme.name))


def _people(name: str) -> str:
    plain = name.lower().replace("’", "'")
    return next((people for theme, people in PEOPLE.items() if plain.startswith(theme.lower())), "")
